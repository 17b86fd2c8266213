// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one small group, in memory: values in the order of their bytes, each with its
 * weight. Most groups are small, and are read several times over while they change: each time they
 * would be looked for in all files. Immutable.
 */
final class GroupValues {
  /** No values. */
  static final GroupValues NONE = new GroupValues(List.of(), new long[0]);

  private static final int MAX_VALUES = 1024;
  private static final int MAX_BYTES = 1 << 16;

  private final List<byte[]> values;
  private final long[] weights;

  private GroupValues(List<byte[]> values, long[] weights) {
    this.values = values;
    this.weights = weights;
  }

  /** Reads the values of the key that a cursor is at; null if there are too many to hold. */
  static @Nullable GroupValues read(PairCursor cursor) throws IOException {
    List<byte[]> values = new ArrayList<>();
    long[] weights = new long[8];
    long bytes = 0;
    while (cursor.nextValue()) {
      bytes += cursor.value().length;
      if (values.size() == MAX_VALUES || bytes > MAX_BYTES) {
        return null;
      }
      if (values.size() == weights.length) {
        weights = Arrays.copyOf(weights, 2 * weights.length);
      }
      weights[values.size()] = cursor.weight();
      values.add(cursor.value());
    }
    return new GroupValues(values, weights);
  }

  /** Returns the sum of both, without values whose weights cancel out. */
  GroupValues plus(GroupValues other) {
    List<byte[]> sum = new ArrayList<>(values.size() + other.values.size());
    long[] sumWeights = new long[values.size() + other.values.size()];
    int i = 0;
    int j = 0;
    while (i < values.size() || j < other.values.size()) {
      int order = compare(i, other, j);
      byte[] value = order <= 0 ? values.get(i) : other.values.get(j);
      long weight = 0;
      if (order <= 0) {
        weight = weights[i++];
      }
      if (order >= 0) {
        weight = Math.addExact(weight, other.weights[j++]);
      }
      if (weight != 0) {
        sumWeights[sum.size()] = weight;
        sum.add(value);
      }
    }
    return new GroupValues(sum, sumWeights);
  }

  private int compare(int mine, GroupValues other, int theirs) {
    if (mine == values.size()) {
      return 1;
    }
    return theirs == other.values.size()
        ? -1
        : Arrays.compareUnsigned(values.get(mine), other.values.get(theirs));
  }

  /** Returns a cursor before a key with these values, or over nothing if there are none. */
  PairCursor cursor(byte[] key) {
    return new Cursor(key);
  }

  private final class Cursor implements PairCursor {
    private final byte[] key;
    private int next;
    private boolean isStarted;

    Cursor(byte[] key) {
      this.key = key;
    }

    @Override
    public boolean nextKey() {
      if (isStarted) {
        next = values.size();
        return false;
      }
      isStarted = true;
      return !values.isEmpty();
    }

    @Override
    public boolean nextValue() {
      if (next > values.size()) {
        return false;
      }
      next++;
      return next <= values.size();
    }

    @Override
    public byte[] key() {
      return key;
    }

    @Override
    public byte[] value() {
      return values.get(next - 1);
    }

    @Override
    public long weight() {
      return weights[next - 1];
    }
  }
}
