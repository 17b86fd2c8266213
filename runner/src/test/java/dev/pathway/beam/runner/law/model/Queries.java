// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What queries of Beam SQL make of collections. */
public final class Queries {
  /** The text of every other row; the others have none. */
  public static final String TEXT = "even";

  private static final int NO_TEXT = 1;

  private final Step step;
  private final List<Table> inputs;
  private final Table input;

  private Queries(Step step, List<Table> inputs) {
    this.step = step;
    this.inputs = inputs;
    input = inputs.get(0);
  }

  static Table output(Step step, List<Table> inputs) {
    Queries queries = new Queries(step, inputs);
    return switch (step.operator()) {
      case SQL_SELECT -> queries.selected();
      case SQL_DISTINCT -> queries.set(Set.UNION);
      case SQL_GROUP -> queries.grouped();
      case SQL_SETS -> queries.set(Set.of(step));
      case SQL_JOIN -> queries.joined();
      default -> throw new IllegalStateException(step + " is no query");
    };
  }

  /** Operations on two collections. */
  public enum Set {
    /** All of both, grouped by what they are. */
    UNION_ALL,
    /** What is in any, once. */
    UNION,
    /** What is in both, once. */
    INTERSECT,
    /** What is in the first alone, once. */
    EXCEPT;

    /** Returns that of a step. */
    public static Set of(Step step) {
      return List.of(values()).get(step.variant(values().length));
    }

    private boolean has(boolean inFirst, boolean inSecond) {
      return switch (this) {
        case UNION_ALL, UNION -> inFirst || inSecond;
        case INTERSECT -> inFirst && inSecond;
        case EXCEPT -> inFirst && !inSecond;
      };
    }
  }

  /** Returns of how many texts groups of a step have more. */
  public static int texts(Step step) {
    return step.variant(3) - 1;
  }

  private static boolean hasText(Row row) {
    return row.value() % 2 == 0;
  }

  private Table selected() {
    return input.each(
        row ->
            hasText(row) && row.value() <= step.number()
                ? List.of()
                : List.of(
                    row.with(
                        row.key(),
                        Numbers.bound(row.value() + (hasText(row) ? TEXT.length() : NO_TEXT)))));
  }

  private Table grouped() {
    return input.grouped(
        Group.of(input, Row::key).stream()
            .filter(group -> group.rows().stream().filter(Queries::hasText).count() > texts(step))
            .map(
                group ->
                    group.fired(
                        group.key(),
                        Numbers.mix(
                            Numbers.mix(
                                Aggregates.sum(group.values()), Collections.max(group.values())),
                            group.rows().size())))
            .toList());
  }

  /** Returns the pairs of key and value in a set of the collections. */
  private Table set(Set set) {
    List<Row> all = new ArrayList<>();
    // Values are made even and odd, so that they can be told apart in a group.
    for (int i = 0; i < inputs.size(); i++) {
      int side = i;
      inputs.get(i).rows().forEach(row -> all.add(row.with(row.key(), row.value() * 2 + side)));
    }
    return input.grouped(
        Group.of(input.of(all), row -> List.of((long) row.key(), Math.floorDiv(row.value(), 2L)))
            .stream()
            .filter(group -> set.has(isIn(group, 0), isIn(group, 1)))
            .flatMap(
                group ->
                    Collections.nCopies(
                        set == Set.UNION_ALL ? group.rows().size() : 1,
                        group.fired(group.key().get(0).intValue(), group.key().get(1)))
                        .stream())
            .toList());
  }

  private static boolean isIn(Group<?> group, int side) {
    return group.values().stream().anyMatch(value -> Math.floorMod(value, 2L) == side);
  }

  private Table joined() {
    // Beam SQL has pairs stamped with the earliest, and so are groups from there on.
    return Joins.output(
        step, inputs.stream().map(table -> table.stamped(Windowing.Stamp.EARLIEST)).toList());
  }
}
