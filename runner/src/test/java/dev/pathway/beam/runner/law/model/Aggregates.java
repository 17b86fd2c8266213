// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What steps make of all values of a group, which may have none. */
public final class Aggregates {
  /** How many values {@link #top} looks at. */
  public static final int FEW = 3;

  private static final int THOUSAND = 1_000;
  private static final int DIGITS = 10;

  private Aggregates() {}

  static long sum(List<Long> values) {
    return Numbers.bound(values.stream().mapToLong(Long::longValue).sum());
  }

  static long maxOrMinusOne(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).max().orElse(-1);
  }

  static long mean(List<Long> values) {
    return values.isEmpty()
        ? -1
        : Math.round(
            values.stream().mapToLong(Numbers::bound).sum() / (double) values.size() * THOUSAND);
  }

  static long top(List<Long> values, boolean smallest) {
    Comparator<Long> order = smallest ? Comparator.naturalOrder() : Comparator.reverseOrder();
    return Numbers.digest(values.stream().sorted(order).limit(FEW).toList());
  }

  /** Returns how many there are in a sample, or what it is if it is of all. */
  static long sample(List<Long> values, int size) {
    return values.size() > size ? size : Numbers.digest(values);
  }

  /** Returns a number that depends on how many values end in which digit. */
  static long tally(List<Long> values) {
    TreeMap<Long, Long> counts = new TreeMap<>();
    values.forEach(value -> counts.merge(Math.floorMod(value, (long) DIGITS), 1L, Long::sum));
    return Numbers.digest(
        counts.entrySet().stream()
            .map(entry -> entry.getKey() * THOUSAND + entry.getValue())
            .toList());
  }

  static long ends(List<Long> values) {
    return values.isEmpty() ? -1 : Numbers.mix(Collections.min(values), Collections.max(values));
  }

  static long counts(List<Long> values) {
    TreeMap<Long, Long> counts = new TreeMap<>();
    values.forEach(value -> counts.merge(value, 1L, Long::sum));
    return Numbers.digest(
        counts.entrySet().stream()
            .map(entry -> Numbers.mix(entry.getKey(), entry.getValue()))
            .toList());
  }

  static long different(List<Long> values) {
    return Numbers.digest(new HashSet<>(values));
  }

  /** Returns a number that depends on which value has which place in time. */
  static long ranks(List<Row> rows) {
    List<Long> times = times(rows);
    return Numbers.digest(
        rows.stream()
            .map(row -> Numbers.mix(row.value(), Collections.binarySearch(times, row.time())))
            .toList());
  }

  /** Returns the different times of some rows, in order. */
  static List<Long> times(List<Row> rows) {
    return rows.stream().map(Row::time).distinct().sorted().toList();
  }

  /** Returns the sizes of batches. */
  static List<Long> batches(int rows, int size) {
    List<Long> sizes = new ArrayList<>(Collections.nCopies(rows / size, (long) size));
    if (rows % size > 0) {
      sizes.add((long) (rows % size));
    }
    return sizes;
  }

  /** Returns a number that depends on both sides of a join. */
  static long joined(List<Long> left, List<Long> right) {
    return Numbers.mix(Numbers.digest(left), Numbers.digest(right));
  }

  /** Returns a number that depends on a value and on what it is looked at with. */
  static long seen(long value, Stream<Long> others) {
    return Numbers.digest(Stream.concat(Stream.of(value), others).toList());
  }
}
