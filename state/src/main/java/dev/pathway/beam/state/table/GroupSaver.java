// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.ChunkedInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Saves values that were added to groups.
 *
 * @param <K> the type of the keys
 */
@FunctionalInterface
public interface GroupSaver<K extends @Nullable Object> {
  /**
   * Saves the values that a group got since it was saved last.
   *
   * @param mark the mark of the whole group
   * @param size the number of these values
   * @param values their encodings, one after the other; valid during the call
   */
  void save(K key, long mark, long size, ChunkedInput values) throws IOException;
}
