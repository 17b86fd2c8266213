// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.List;

/** A cursor that can be moved to any key. Thread-confined. */
public interface SeekableCursor extends PairCursor {
  /**
   * Moves before the first value of a key if it is there, else before the first greater key;
   * returns whether it is there.
   *
   * <p>Keys may be asked for in any order. Cost: ascending keys that lie close together are read in
   * passing; a key that is not there mostly costs no read at all.
   */
  boolean seek(byte[] key) throws IOException;

  /** Moves before the first key that is equal to the given one or greater. */
  void seekCeiling(byte[] key) throws IOException;

  /**
   * Returns a cursor over the sum of several, which must not be used any more: the weight of a pair
   * is the sum of its weights, and pairs whose sum is zero are not there.
   */
  static SeekableCursor sum(List<? extends SeekableCursor> cursors) {
    return new SeekableSum(List.copyOf(cursors));
  }
}
