// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What steps make of their elements and of what they read in a side input. */
public final class SideInputs {
  /** What a singleton is where there is none. */
  public static final long DEFAULT = 5;

  private static final int OTHER_KEYS = 7;

  private final Step step;
  private final Table main;
  private final Windows windows;
  private final Map<Span, List<Row>> bySpan;

  private SideInputs(Step step, Table main, Table side) {
    this.step = step;
    this.main = main;
    windows = side.windowing().windows();
    bySpan = side.rows().stream().collect(Collectors.groupingBy(Row::span));
  }

  static Table output(Step step, List<Table> inputs) {
    SideInputs side = new SideInputs(step, inputs.get(0), inputs.get(1));
    return switch (step.operator()) {
      case COMBINE_WITH_VIEW -> side.combined();
      case STATE_WITH_VIEW -> side.gathered();
      default -> side.read();
    };
  }

  private List<Row> at(Span span) {
    return bySpan.getOrDefault(windows.ofSideInput(span), List.of());
  }

  private Table read() {
    return main.each(row -> List.of(row.with(row.key(), Aggregates.seen(row.value(), seen(row)))));
  }

  private Stream<Long> seen(Row row) {
    List<Row> side = at(row.span());
    List<Long> values = side.stream().map(Row::value).toList();
    return switch (step.operator()) {
      case COMBINED_VIEW ->
          Stream.of(
              switch (step.variant(3)) {
                case 0 -> Aggregates.sum(values);
                case 1 -> (long) values.size();
                default -> Aggregates.tally(values);
              });
      case SINGLETON_VIEW -> Stream.of(values.isEmpty() ? DEFAULT : Aggregates.sum(values));
      case MAP_VIEW -> {
        Map<Integer, List<Long>> byKey = byKey(side);
        List<Long> own = byKey.get(row.key());
        yield Stream.of(own == null ? -1 : Aggregates.sum(own), (long) byKey.size());
      }
      case MULTIMAP_VIEW -> {
        Map<Integer, List<Long>> byKey = byKey(side);
        yield Stream.concat(
            byKey.getOrDefault(row.key(), List.of()).stream(),
            byKey.entrySet().stream()
                .map(
                    entry ->
                        (long) OTHER_KEYS * entry.getKey() + Numbers.digest(entry.getValue())));
      }
      default -> values.stream();
    };
  }

  private static Map<Integer, List<Long>> byKey(List<Row> rows) {
    return rows.stream()
        .collect(
            Collectors.groupingBy(Row::key, Collectors.mapping(Row::value, Collectors.toList())));
  }

  private Table combined() {
    return main.grouped(
        Group.of(main, Row::key).stream()
            .map(
                group ->
                    group.fired(
                        group.key(),
                        Aggregates.seen(Aggregates.sum(group.values()), values(group.span()))))
            .toList());
  }

  private Table gathered() {
    return main.of(
        Group.unmerged(main, Row::key).stream()
            .map(
                group ->
                    group.expired(
                        group.key(),
                        Numbers.digest(
                            group.values().stream()
                                .map(value -> Aggregates.seen(value, values(group.span())))
                                .toList())))
            .toList());
  }

  private Stream<Long> values(Span span) {
    return at(span).stream().map(Row::value);
  }
}
