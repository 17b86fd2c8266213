// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A position in the results of a sealed {@link CombineTable}, each key once.
 *
 * <p>Starts before the first result. Order: without meaning. Ownership: an accumulator belongs to
 * the caller once read. Cost: results in memory are handed over as they are; results on disk are
 * decoded and merged as the iterator advances. Thread-confined; can be left and taken up again at
 * any time.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 */
public interface CombinedIterator<K extends @Nullable Object, A extends @Nullable Object>
    extends AutoCloseable {

  /**
   * Moves to the next result; returns whether there is one. {@link #key}, {@link #accumulator} and
   * {@link #mark} may be called only after it has returned true.
   *
   * @throws IOException if the result cannot be read
   */
  boolean advance() throws IOException;

  /** Returns the key of the result. */
  K key();

  /** Returns the accumulator of all values of the key. */
  A accumulator();

  /** Returns the merged mark of all additions for the key. */
  long mark();

  /** Gives back all memory and files. Closing twice has no effect. */
  @Override
  void close();
}
