// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import org.jspecify.annotations.Nullable;

/**
 * How values of type {@code V} are combined into accumulators of type {@code A}.
 *
 * <p>The result must not depend on how values are spread over accumulators, nor on the order in
 * which accumulators are merged.
 *
 * @param <V> the type of the values
 * @param <A> the type of the accumulators
 */
public interface Accumulation<V extends @Nullable Object, A extends @Nullable Object> {

  /** Returns a new accumulator of no values. */
  A create();

  /** Returns the accumulator with the value added; it may change and return its first argument. */
  A add(A accumulator, V value);

  /**
   * Returns the accumulator of the values of both; it may change and return its first argument, and
   * does not change the second.
   */
  A merge(A into, A from);
}
