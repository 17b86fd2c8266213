// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import org.jspecify.annotations.Nullable;

/**
 * The values of one key.
 *
 * <p>A group is a view: it is valid until its table is closed, and may be read by several threads
 * at once.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Group<K extends @Nullable Object, V extends @Nullable Object> {

  /** Returns the key. */
  K key();

  /** Returns the merged mark of all additions to the group. */
  long mark();

  /** Returns the number of values. */
  long size();

  /**
   * Returns the values, in the order in which they were added.
   *
   * <p>It can be iterated any number of times, by several threads at once, with the same result:
   * each iteration decodes the values anew, so that changing one of them changes none that is read
   * later. Values are read as they are asked for; a group larger than the heap can be iterated.
   * Iterators are thread-confined and cannot remove. {@code next} throws {@link
   * java.io.UncheckedIOException} if the values cannot be read.
   */
  Iterable<V> values();
}
