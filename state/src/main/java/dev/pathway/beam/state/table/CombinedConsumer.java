// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Takes results out of a {@link CombineTable}.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 */
@FunctionalInterface
public interface CombinedConsumer<K extends @Nullable Object, A extends @Nullable Object> {

  /** Takes one result; the accumulator belongs to the consumer from here on. */
  void accept(K key, A accumulator, long mark) throws IOException;
}
