// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Different inputs of a group in the order of their bytes, that is of their buckets first, seen
 * through a window that shows whether a part is too large for a leaf. One thread only.
 *
 * <p>The window holds one input more than a leaf may have, encoded and whatever their size: what it
 * takes of the heap is bounded by as many of the largest inputs. That is no more than what user
 * code may ask for of a group at once, and a bound by bytes would make the shape of a tree depend
 * on them.
 */
final class Inputs {
  private final PairCursor cursor;
  private final byte @Nullable [] group;
  private final TreePath range;
  private final byte[][] values;
  private final long[] weights;
  private int head;
  private int size;
  private boolean within;
  private boolean ended;

  private Inputs(PairCursor cursor, byte @Nullable [] group, TreePath range, int leafInputs) {
    this.cursor = cursor;
    this.group = group;
    this.range = range;
    values = new byte[leafInputs + 1][];
    weights = new long[leafInputs + 1];
    within = group == null;
  }

  /** Returns the values of the key at which a cursor is. */
  static Inputs ofKey(PairCursor cursor, int leafInputs) throws IOException {
    Inputs inputs = new Inputs(cursor, null, TreePath.ROOT, leafInputs);
    inputs.fill();
    return inputs;
  }

  /** Returns the values of a part of a group, from a cursor before the key of its first bucket. */
  static Inputs ofPart(PairCursor cursor, byte[] group, TreePath range, int leafInputs)
      throws IOException {
    Inputs inputs = new Inputs(cursor, group, range, leafInputs);
    inputs.fill();
    return inputs;
  }

  /** Returns whether there is an input, and it is in a part. */
  boolean isIn(TreePath path) {
    return size > 0 && path.contains(InputCodec.bucket(values[head]));
  }

  /** Returns whether more inputs than a leaf may have are in the part in which this one is. */
  boolean exceedsLeaf(TreePath path) {
    int last = (head + size - 1) % values.length;
    return size == values.length && path.contains(InputCodec.bucket(values[last]));
  }

  byte[] value() {
    return values[head];
  }

  long weight() {
    return weights[head];
  }

  void advance() throws IOException {
    head = (head + 1) % values.length;
    size--;
    fill();
  }

  private void fill() throws IOException {
    while (size < values.length && next()) {
      if (cursor.weight() < 0) {
        throw new NegativeWeightException(cursor.weight());
      }
      int at = (head + size) % values.length;
      values[at] = cursor.value();
      weights[at] = cursor.weight();
      size++;
    }
  }

  private boolean next() throws IOException {
    while (!ended && !(within && cursor.nextValue())) {
      within = group != null && cursor.nextKey() && isInRange(group, cursor.key());
      ended = !within;
    }
    return !ended;
  }

  private boolean isInRange(byte[] ofGroup, byte[] key) {
    return key.length == ofGroup.length + TreePath.BUCKET_BYTES
        && Arrays.equals(key, 0, ofGroup.length, ofGroup, 0, ofGroup.length)
        && range.contains(TreePath.bucket(key, ofGroup.length));
  }
}
