// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.difference;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Consolidation of updates: the shortest equivalent form of a set of changes.
 *
 * <p>The result has one update for each pair of datum and time, whose diff is the sum of the diffs
 * of that pair, and none where the sum is zero. It is sorted by datum, then by time. Consolidating
 * it again changes nothing. Data are the same if the comparator says so; the first one stands for
 * all.
 */
public final class Consolidation {
  private Consolidation() {}

  /**
   * Consolidates a range of an array in place, in O(n log n).
   *
   * @return the end of the result, which starts at {@code from}; the elements behind it, up to
   *     {@code to}, are null
   * @throws ArithmeticException if a sum of diffs exceeds a long
   */
  public static <D extends @Nullable Object> int consolidate(
      @Nullable Update<D>[] updates, int from, int to, Comparator<? super D> order) {
    Objects.checkFromToIndex(from, to, updates.length);
    Arrays.sort(updates, from, to, byDatumAndTime(order));
    int end = from;
    int next = from;
    while (next < to) {
      Update<D> first = Objects.requireNonNull(updates[next++]);
      long sum = first.diff();
      for (; next < to && isSame(first, Objects.requireNonNull(updates[next]), order); next++) {
        sum = Math.addExact(sum, updates[next].diff());
      }
      if (sum != 0) {
        updates[end++] =
            sum == first.diff() ? first : new Update<>(first.data(), first.time(), sum);
      }
    }
    Arrays.fill(updates, end, to, null);
    return end;
  }

  /**
   * Consolidates a list in place, in O(n log n).
   *
   * @param updates a modifiable list, with random access if it is to be fast
   * @throws ArithmeticException if a sum of diffs exceeds a long
   */
  public static <D extends @Nullable Object> void consolidate(
      List<Update<D>> updates, Comparator<? super D> order) {
    @SuppressWarnings({
      "unchecked",
      "rawtypes"
    }) // Generic arrays cannot be made; only updates of D are put in.
    Update<D>[] array = updates.toArray(new Update[0]);
    int end = consolidate(array, 0, array.length, order);
    for (int i = 0; i < end; i++) {
      updates.set(i, array[i]);
    }
    updates.subList(end, array.length).clear();
  }

  private static <D extends @Nullable Object> Comparator<Update<D>> byDatumAndTime(
      Comparator<? super D> order) {
    return (a, b) -> {
      int byDatum = order.compare(a.data(), b.data());
      return byDatum != 0 ? byDatum : Long.compare(a.time(), b.time());
    };
  }

  private static <D extends @Nullable Object> boolean isSame(
      Update<D> a, Update<D> b, Comparator<? super D> order) {
    return a.time() == b.time() && order.compare(a.data(), b.data()) == 0;
  }
}
