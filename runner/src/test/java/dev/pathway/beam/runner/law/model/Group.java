// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The rows of a key and window.
 *
 * @param <K> the type of keys
 * @param key the key
 * @param span the window
 * @param rows the rows
 * @param time the timestamp of the group
 */
record Group<K>(K key, Span span, List<Row> rows, long time) {
  /** Returns the groups of a collection, whose windows merge if they can. */
  static <K> List<Group<K>> of(Table table, Function<Row, K> key) {
    boolean merging = table.windowing().windows() == Windows.SESSIONS && !table.merged();
    return byKey(table, key).entrySet().stream()
        .flatMap(
            entry ->
                (merging ? merged(entry.getValue()) : bySpan(entry.getValue()))
                    .entrySet().stream()
                        .map(
                            each ->
                                group(
                                    entry.getKey(),
                                    each.getKey(),
                                    each.getValue(),
                                    table.windowing().stamp())))
        .toList();
  }

  /** Returns the groups of a collection by key and by the windows as they are. */
  static <K> List<Group<K>> unmerged(Table table, Function<Row, K> key) {
    return of(new Table(table.rows(), table.windowing(), true), key);
  }

  private static <K> Map<K, List<Row>> byKey(Table table, Function<Row, K> key) {
    return table.rows().stream()
        .collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
  }

  private static Map<Span, List<Row>> bySpan(List<Row> rows) {
    return rows.stream().collect(Collectors.groupingBy(Row::span));
  }

  private static Map<Span, List<Row>> merged(List<Row> rows) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingLong(row -> row.span().start()));
    Map<Span, List<Row>> groups = new LinkedHashMap<>();
    Span span = sorted.get(0).span();
    List<Row> group = new ArrayList<>();
    for (Row row : sorted) {
      if (span.intersects(row.span())) {
        span = span.union(row.span());
      } else {
        groups.put(span, group);
        span = row.span();
        group = new ArrayList<>();
      }
      group.add(row);
    }
    groups.put(span, group);
    return groups;
  }

  private static <K> Group<K> group(K key, Span span, List<Row> rows, Windowing.Stamp stamp) {
    long time =
        switch (stamp) {
          case EARLIEST -> rows.stream().mapToLong(Row::time).min().orElseThrow();
          case LATEST -> rows.stream().mapToLong(Row::time).max().orElseThrow();
          case END -> span.last();
        };
    // Elements may have been moved past the end of their window; no group is.
    return new Group<>(key, span, rows, Math.min(time, span.last()));
  }

  /** Returns the values of the rows. */
  List<Long> values() {
    return rows.stream().map(Row::value).toList();
  }

  /** Returns an element that a grouping makes of this. */
  Row fired(int newKey, long value) {
    return new Row(newKey, value, time, span, true);
  }

  /** Returns an element that a step with state puts out when the window ends. */
  Row expired(int newKey, long value) {
    return new Row(newKey, value, span.last(), span, false);
  }
}
