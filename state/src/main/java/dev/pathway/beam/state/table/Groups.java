// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.segment.Leftovers;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * All groups of a sealed {@link GroupTable}, each key once.
 *
 * <p>Order: without meaning, the same for each iteration. Cost: groups in memory are handed out as
 * views; groups on disk are merged while iterating, with one 64 KiB block in memory for each sorted
 * run.
 *
 * <p>Thread-safe: several threads may search and iterate at once; an iterator belongs to one
 * thread. {@link #close} must come after all other use.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface Groups<K extends @Nullable Object, V extends @Nullable Object>
    extends AutoCloseable, Iterable<Group<K, V>> {

  /**
   * Returns the group of the key, or null if nothing was added for it.
   *
   * <p>Cost: a probe of the hash table; if the table has spilled, the reading of one block for each
   * sorted run.
   *
   * @throws java.io.UncheckedIOException if the group cannot be read
   */
  @Nullable Group<K, V> find(K key);

  /**
   * Returns the number of groups. If the table has spilled, the first call reads all keys from
   * disk.
   *
   * @throws java.io.UncheckedIOException if the keys cannot be read
   */
  long groups();

  /**
   * Returns an iterator over the groups. Each group stays valid after the iterator has moved on.
   *
   * <p>{@code hasNext} and {@code next} throw {@link java.io.UncheckedIOException} if the groups
   * cannot be read.
   */
  @Override
  Iterator<Group<K, V>> iterator();

  /**
   * Leaves the groups to those who hold them or any group that has been handed out: they are no
   * longer accounted for, and are free once nobody does. Closing the groups or the table has no
   * effect then.
   *
   * @param leftovers takes what is on disk
   */
  void relinquish(Leftovers leftovers);

  /**
   * Gives back all memory and files. Groups must not be read any more. Closing twice has no effect.
   */
  @Override
  void close();
}
