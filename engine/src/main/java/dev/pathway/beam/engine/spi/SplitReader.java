// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.util.Optional;

/** Reads one split on one thread. */
public interface SplitReader {
  /** Moves to the next element, the first one at the first call; false at the end. */
  boolean advance() throws Exception;

  /** Returns the element the reader is at. */
  Object element() throws Exception;

  /**
   * Gives away a part of what is left to read.
   *
   * @return the part that this reader will not read, or empty if nothing can be given away
   */
  Optional<Split> giveAway() throws Exception;

  /** Frees what the reader holds; called once, also if another call failed. */
  void close() throws Exception;
}
