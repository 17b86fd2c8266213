// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.state.difference.Consolidation;
import dev.pathway.beam.state.difference.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Collects updates, in any order, and makes a {@link Batch} of them.
 *
 * <p>Can be used again after each batch. Thread-confined.
 */
public final class Batcher {
  private List<Update<Pair>> updates = new ArrayList<>();

  /**
   * Adds an update.
   *
   * <p>Ownership: the arrays must not change any more.
   */
  public void add(byte[] key, byte[] value, long time, long diff) {
    Pair pair = new Pair(requireNonNull(key, "key"), requireNonNull(value, "value"));
    updates.add(new Update<>(pair, time, diff));
  }

  /** Adds all updates of a batch. */
  public void addAll(Batch batch) {
    for (Cursor cursor = batch.cursor(); cursor.keyValid(); cursor.nextKey()) {
      byte[] key = cursor.key();
      for (; cursor.valueValid(); cursor.nextValue()) {
        byte[] value = cursor.value();
        for (int i = 0; i < cursor.updates(); i++) {
          add(key, value, cursor.time(i), cursor.diff(i));
        }
      }
    }
  }

  /**
   * Makes a batch of the updates added since the last one. Cost: O(n log n).
   *
   * @param lower the first time whose updates the batch holds
   * @param upper the first time after that whose updates it does not hold
   * @param since the first time at which it will be read; updates before it are moved to it and
   *     consolidated
   * @throws IllegalArgumentException if an update is not within the times
   * @throws ArithmeticException if a sum of diffs exceeds a long, or the keys or the values
   *     together exceed 2 GiB
   */
  public Batch seal(long lower, long upper, long since) {
    if (lower > upper) {
      throw new IllegalArgumentException(
          "lower must not be after upper: [" + lower + ", " + upper + ")");
    }
    for (int i = 0; i < updates.size(); i++) {
      Update<Pair> update = updates.get(i);
      // A batch that was compacted has its updates moved forward, possibly beyond its upper bound.
      if (update.time() < lower || (update.time() >= upper && update.time() > since)) {
        throw new IllegalArgumentException(
            "An update at time " + update.time() + " is outside [" + lower + ", " + upper + ")");
      }
      if (update.time() < since) {
        updates.set(i, new Update<>(update.data(), since, update.diff()));
      }
    }
    Consolidation.consolidate(updates, Pair.ORDER);
    Batch batch = new Batch(toColumns(updates), lower, upper, since);
    updates = new ArrayList<>();
    return batch;
  }

  private static Batch.Columns toColumns(List<Update<Pair>> sorted) {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    int[] valuesOfKey = new int[sorted.size() + 1];
    int[] updatesOfValue = new int[sorted.size() + 1];
    long[] times = new long[sorted.size()];
    long[] diffs = new long[sorted.size()];
    for (int i = 0; i < sorted.size(); i++) {
      Update<Pair> update = sorted.get(i);
      Pair pair = update.data();
      boolean newKey = i == 0 || !Arrays.equals(keys.get(keys.size() - 1), pair.key);
      if (newKey) {
        valuesOfKey[keys.size()] = values.size();
        keys.add(pair.key);
      }
      if (newKey || !Arrays.equals(values.get(values.size() - 1), pair.value)) {
        updatesOfValue[values.size()] = i;
        values.add(pair.value);
      }
      times[i] = update.time();
      diffs[i] = update.diff();
    }
    valuesOfKey[keys.size()] = values.size();
    updatesOfValue[values.size()] = sorted.size();
    return new Batch.Columns(
        ByteStrings.copyOf(keys),
        Arrays.copyOf(valuesOfKey, keys.size() + 1),
        ByteStrings.copyOf(values),
        Arrays.copyOf(updatesOfValue, values.size() + 1),
        times,
        diffs);
  }

  /** A key and a value; compared by {@link #ORDER}, not by equals. */
  private static final class Pair {
    static final Comparator<Pair> ORDER =
        (a, b) -> {
          int byKey = Arrays.compareUnsigned(a.key, b.key);
          return byKey != 0 ? byKey : Arrays.compareUnsigned(a.value, b.value);
        };

    private final byte[] key;
    private final byte[] value;

    Pair(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }
}
