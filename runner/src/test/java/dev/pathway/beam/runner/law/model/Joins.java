// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What joins make of two collections. */
public final class Joins {
  /** What stands for a value that is missing. */
  public static final long MISSING = -99;

  private Joins() {}

  /** A row and which side it comes from; the key of both is the same. */
  private record Sides(List<Long> left, List<Long> right) {
    Stream<List<Long>> pairs(boolean leftOuter, boolean rightOuter) {
      List<Long> ofLeft = left.isEmpty() && rightOuter ? List.of(MISSING) : left;
      List<Long> ofRight = right.isEmpty() && leftOuter ? List.of(MISSING) : right;
      return ofLeft.stream().flatMap(one -> ofRight.stream().map(other -> List.of(one, other)));
    }
  }

  static Table output(Step step, List<Table> inputs) {
    Table left = inputs.get(0);
    Table right = inputs.get(1);
    List<Row> all = new ArrayList<>();
    // Values are made even and odd, so that they can be told apart in a group.
    left.rows().forEach(row -> all.add(row.with(row.key(), row.value() * 2)));
    right.rows().forEach(row -> all.add(row.with(row.key(), row.value() * 2 + 1)));
    return left.grouped(
        Group.of(left.of(all), Row::key).stream().flatMap(group -> joined(step, group)).toList());
  }

  private static Stream<Row> joined(Step step, Group<Integer> group) {
    Sides sides =
        new Sides(
            group.values().stream().filter(v -> v % 2 == 0).map(v -> v / 2).toList(),
            group.values().stream()
                .filter(v -> v % 2 != 0)
                .map(v -> Math.floorDiv(v, 2L))
                .toList());
    return switch (step.operator()) {
      case CO_GROUP_BY_KEY, ROW_CO_GROUP ->
          Stream.of(group.fired(group.key(), Aggregates.joined(sides.left(), sides.right())));
      case INNER_JOIN -> pairs(group, sides, false, false);
      case LEFT_JOIN -> pairs(group, sides, true, false);
      case RIGHT_JOIN -> pairs(group, sides, false, true);
      case FULL_JOIN -> pairs(group, sides, true, true);
      case ROW_JOIN, SQL_JOIN ->
          pairs(group, sides, step.variant(4) % 2 == 1, step.variant(4) / 2 == 1);
      default -> throw new IllegalStateException(step + " is no join");
    };
  }

  private static Stream<Row> pairs(
      Group<Integer> group, Sides sides, boolean leftOuter, boolean rightOuter) {
    return sides
        .pairs(leftOuter, rightOuter)
        .map(pair -> group.fired(group.key(), Numbers.mix(pair.get(0), pair.get(1))));
  }
}
