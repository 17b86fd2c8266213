// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.cluster.ClusterJob;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Reporting;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a job's collecting steps were given. Thread-safe. */
public final class Results implements Reporting {
  private final Map<String, List<Row>> rows = new TreeMap<>();
  private final Map<String, List<Row>> deleted = new TreeMap<>();

  /** Returns the results of a job. */
  public static Results of(JobContext job) {
    return job.shared(Results.class, Results::new);
  }

  /** Returns what the members of a job report together. */
  public static Results of(ClusterJob job) {
    Results all = new Results();
    for (Object report : job.reports(Results.class)) {
      ((Map<?, ?>) report)
          .forEach(
              (name, list) ->
                  ((List<?>) list).forEach(row -> all.add((String) name, (Row) row, 1)));
    }
    return all;
  }

  @Override
  public synchronized Serializable report() {
    TreeMap<String, ArrayList<Row>> report = new TreeMap<>();
    rows.forEach((name, list) -> report.put(name, new ArrayList<>(list)));
    return report;
  }

  /** Returns a step that adds its rows to what was collected under a name. */
  static StepSpec collector(String name) {
    RowFn collect = (row, context) -> of(context.job()).add(name, row, context.diff());
    return collect.asStep();
  }

  private synchronized void add(String name, Row row, int diff) {
    Row copy = row.with(copy(row.value()));
    List<Row> added = (diff > 0 ? rows : deleted).computeIfAbsent(name, key -> new ArrayList<>());
    added.addAll(Collections.nCopies(Math.abs(diff), copy));
  }

  /** Returns what an incremental job changed: rows as text, by how much their number changed. */
  public synchronized Map<String, Long> changes() {
    Map<String, Long> changes = new TreeMap<>();
    rows.forEach(
        (name, list) -> list.forEach(row -> changes.merge(name + ": " + text(row), 1L, Long::sum)));
    deleted.forEach(
        (name, list) ->
            list.forEach(row -> changes.merge(name + ": " + text(row), -1L, Long::sum)));
    return changes;
  }

  /** Returns a value that stays readable when the job has ended. */
  private static @Nullable Object copy(@Nullable Object value) {
    if (value instanceof Pair pair) {
      return new Pair(copy(pair.key()), copy(pair.value()));
    }
    if (value instanceof Iterable<?> list) {
      List<@Nullable Object> copies = new ArrayList<>();
      list.forEach(each -> copies.add(copy(each)));
      return copies;
    }
    return value;
  }

  /** Returns the rows collected under a name, in no particular order. */
  public synchronized List<Row> rows(String name) {
    return List.copyOf(rows.getOrDefault(name, List.of()));
  }

  /** Returns the values collected under a name, each as text, in order. */
  public List<String> values(String name) {
    return rows(name).stream().map(row -> text(row.value())).sorted().toList();
  }

  /** Returns everything as text: equal multisets give equal texts. */
  public synchronized Map<String, List<String>> texts() {
    Map<String, List<String>> all = new TreeMap<>();
    rows.forEach((name, list) -> all.put(name, list.stream().map(Results::text).sorted().toList()));
    return all;
  }

  private static String text(Row row) {
    return text(row.value()) + " @" + row.timestamp() + " in " + windows(row);
  }

  private static String windows(Row row) {
    return row.windows() == null ? "global" : text(row.windows());
  }

  /** Returns a text that is the same for equal values; lists are taken as multisets. */
  public static String text(@Nullable Object value) {
    if (value instanceof Pair pair) {
      return text(pair.key()) + "=" + text(pair.value());
    }
    if (value instanceof Iterable<?> list) {
      List<String> texts = new ArrayList<>();
      list.forEach(each -> texts.add(text(each)));
      texts.sort(null);
      return texts.toString();
    }
    if (value instanceof Window window) {
      return "[" + window.start() + "," + window.end() + ")";
    }
    return String.valueOf(value);
  }
}
