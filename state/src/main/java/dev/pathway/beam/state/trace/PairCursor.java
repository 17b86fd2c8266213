// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in sorted, consolidated pairs of a key and a value, each with a weight; it moves forward
 * only.
 *
 * <p>Keys and values are bytes, ordered as unsigned, a prefix before what it begins. Each pair is
 * there once, with a weight that is not zero. A cursor starts before the first key.
 * Thread-confined.
 */
public interface PairCursor {
  /**
   * Moves before the first value of the next key, passing over the values that are left of this
   * one; returns whether there is a next key.
   */
  boolean nextKey() throws IOException;

  /**
   * Moves to the next value of the key; returns whether there is one. Each key has at least one.
   *
   * @throws IllegalStateException if the cursor is at no key
   */
  boolean nextValue() throws IOException;

  /**
   * Returns the key that the last {@link #nextKey} moved to. The array must not be changed and
   * stays valid when the cursor moves on.
   *
   * @throws IllegalStateException if the cursor is at no key
   */
  byte[] key();

  /**
   * Returns the value that the last {@link #nextValue} moved to. The array must not be changed and
   * stays valid when the cursor moves on.
   *
   * @throws IllegalStateException if the cursor is at no value
   */
  byte[] value();

  /**
   * Returns the weight of the key and the value, not zero.
   *
   * @throws IllegalStateException if the cursor is at no value
   */
  long weight();

  /**
   * Returns a cursor over the sum of several: the weight of a pair is the sum of its weights, and
   * pairs whose sum is zero are not there. The cursors given must not be used any more. Reading
   * throws ArithmeticException if a sum exceeds a long.
   */
  static PairCursor merged(List<? extends PairCursor> cursors) {
    return new MergedCursor(cursors);
  }

  /**
   * Returns a cursor over the pairs of another, which must not be used any more, with weights of
   * the opposite sign.
   */
  static PairCursor negated(PairCursor cursor) {
    return new NegatedCursor(cursor);
  }

  /**
   * Returns a cursor before a key, with the sum of what several cursors hold of it, and no other
   * key.
   */
  static PairCursor ofKey(byte[] key, List<? extends SeekableCursor> cursors) throws IOException {
    List<PairCursor> there = new ArrayList<>();
    for (SeekableCursor cursor : cursors) {
      if (cursor.seek(key)) {
        there.add(new KeyCursor(cursor));
      }
    }
    return merged(there);
  }
}
