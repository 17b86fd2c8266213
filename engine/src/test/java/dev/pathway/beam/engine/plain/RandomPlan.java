// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.engine.spi.View;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A random plan over pairs of a small key and a long, the same for the same seed. */
public final class RandomPlan {
  private static final int MAX_ROWS = 300;

  /** A collection and whether its rows are in windows. */
  private record Made(String id, boolean windowed) {}

  private final SplittableRandom random;
  private final PlanBuilder plan;
  private final List<Made> all = new ArrayList<>();
  private final int epoch;
  private int names;

  private RandomPlan(long seed, int epoch) {
    this.epoch = epoch;
    random = new SplittableRandom(seed);
    plan = new PlanBuilder("random-" + seed);
  }

  /** Returns the builder of the plan for a seed. */
  public static PlanBuilder of(long seed) {
    RandomPlan made = new RandomPlan(seed, 0);
    made.build();
    return made.plan;
  }

  /**
   * Returns the builder of a plan for an incremental job: the same for all epochs, from 1, but for
   * the rows of its sources.
   */
  public static PlanBuilder incremental(long seed, int epoch) {
    RandomPlan made = new RandomPlan(seed, epoch);
    made.build();
    return made.plan;
  }

  private void build() {
    plan.rowBytes(random.nextInt(3) == 0 ? 1 << 20 : 32);
    for (int sources = random.nextInt(1, 4); sources > 0; sources--) {
      addSource();
    }
    for (int nodes = random.nextInt(3, 16); nodes > 0; nodes--) {
      addNode(random.nextInt(11));
    }
    for (int i = 0; i < all.size(); i++) {
      if (i == all.size() - 1 || random.nextInt(4) == 0) {
        plan.collect(name("out"), all.get(i).id());
      }
    }
  }

  private String name(String kind) {
    return kind + names++;
  }

  private Made pick() {
    return all.get(random.nextInt(all.size()));
  }

  private void made(String id, boolean windowed) {
    all.add(new Made(id, windowed));
  }

  private void addSource() {
    List<Row> rows = new ArrayList<>();
    for (int count = random.nextInt(MAX_ROWS); count > 0; count--) {
      rows.add(randomRow(random));
    }
    SplittableRandom history = new SplittableRandom(random.nextLong());
    for (int passed = 1; passed < epoch; passed++) {
      change(rows, history);
    }
    String source = plan.source(name("source"), new ListSource(rows, random.nextInt(1, 6)));
    made(epoch == 0 ? source : plan.diff(name("diff"), source), false);
  }

  /** Inserts and deletes rows: often few, sometimes all, sometimes none. */
  private static void change(List<Row> rows, SplittableRandom history) {
    switch (history.nextInt(8)) {
      case 0 -> rows.clear();
      case 1 -> {}
      default -> {
        for (int deletions = history.nextInt(10); deletions > 0 && !rows.isEmpty(); deletions--) {
          rows.remove(history.nextInt(rows.size()));
        }
        for (int insertions = history.nextInt(10); insertions > 0; insertions--) {
          boolean again = !rows.isEmpty() && history.nextInt(3) == 0;
          rows.add(again ? rows.get(history.nextInt(rows.size())) : randomRow(history));
        }
      }
    }
  }

  private static Row randomRow(SplittableRandom random) {
    return new Row(new Pair(randomKey(random), random.nextLong(1000)), random.nextLong(100), null);
  }

  private static @Nullable Object randomKey(SplittableRandom random) {
    long key = random.nextLong(20);
    return key == 0 ? null : key % 2 == 0 ? (Object) key : "key" + key;
  }

  private void addNode(int kind) {
    Made from = pick();
    String input = from.id();
    long factor = random.nextLong(1, 9);
    switch (kind) {
      case 0 ->
          made(
              plan.step(name("map"), pairs((k, v) -> new Pair(k, v * factor)), input),
              from.windowed());
      case 1 ->
          made(
              plan.step(name("rekey"), pairs((k, v) -> new Pair(v % factor, v)), input),
              from.windowed());
      case 2 ->
          made(
              plan.step(
                  name("filter"), pairs((k, v) -> v % factor == 0 ? null : new Pair(k, v)), input),
              from.windowed());
      case 3 -> addSplit(from);
      case 4 -> made(plan.step(name("window"), windowInto(factor), input), true);
      case 5 -> made(plan.exchange(name("exchange"), random.nextBoolean(), input), from.windowed());
      case 6 -> addFlatten(from);
      case 7 -> addGroup(from);
      case 8 ->
          made(plan.sum(name("sum"), windowing(from), Phase.COMPLETE, input), from.windowed());
      case 9 ->
          made(
              epoch == 0
                  ? plan.liftedSum(name("lifted"), windowing(from), input)
                  : plan.largest(name("largest"), windowing(from), input),
              from.windowed());
      default -> addViewReader(from);
    }
  }

  private Windowing windowing(Made from) {
    return from.windowed()
        ? random.nextBoolean() ? Windowing.AT_END : Windowing.EARLIEST
        : Windowing.GLOBAL;
  }

  private void addSplit(Made from) {
    RowFn split =
        (row, context) -> {
          Pair pair = pair(row);
          int output = (int) Math.floorMod(number(pair.value()), 3L);
          context.output(Math.min(output, 1)).accept(row);
          if (output == 2) {
            context.output(0).accept(row);
          }
        };
    plan.step(name("split"), split.asStep(), List.of(from.id()), List.of(), 2)
        .forEach(output -> made(output, from.windowed()));
  }

  private void addFlatten(Made from) {
    List<String> inputs = new ArrayList<>(List.of(from.id()));
    for (int more = random.nextInt(3); more > 0; more--) {
      Made other = pick();
      if (other.windowed() == from.windowed()) {
        inputs.add(other.id());
      }
    }
    made(plan.flatten(name("flatten"), inputs.toArray(String[]::new)), from.windowed());
  }

  private void addGroup(Made from) {
    String grouped = plan.group(name("group"), windowing(from), from.id());
    RowFn sumOfSquares =
        (row, context) -> {
          long sum = 0;
          for (Object value : (Iterable<?>) Objects.requireNonNull(pair(row).value())) {
            sum += number(value) * number(value);
          }
          context.output(0).accept(row.with(new Pair(pair(row).key(), sum)));
        };
    made(plan.step(name("squares"), sumOfSquares.asStep(), grouped), from.windowed());
  }

  private void addViewReader(Made from) {
    Made side = pick();
    boolean keyed = random.nextBoolean();
    boolean windowedView = side.windowed() && from.windowed();
    String view =
        plan.view(
            name("view"), keyed, side.windowed() ? Windowing.AT_END : Windowing.GLOBAL, side.id());
    String rows = epoch == 0 ? from.id() : plan.memo(name("memo"), List.of(view), from.id());
    RowFn read =
        (row, context) -> {
          Window window =
              windowedView && row.windows() != null ? row.windows().get(0) : Window.GLOBAL;
          long found = read(context, window, keyed, pair(row).key());
          context
              .output(0)
              .accept(row.with(new Pair(pair(row).key(), number(pair(row).value()) + found)));
        };
    made(
        plan.step(name("lookup"), read.asStep(), List.of(rows), List.of(view), 1).get(0),
        from.windowed());
  }

  private static long read(
      StepContext context, Window window, boolean keyed, @Nullable Object key) {
    View view = context.view(0);
    long found = 0;
    if (keyed) {
      for (Object value : view.values(window, key)) {
        found += number(value);
      }
      for (Object each : view.keys(window)) {
        found += each == null ? 7 : each.hashCode();
      }
    } else {
      for (Object value : view.values(window)) {
        found += number(((Pair) Objects.requireNonNull(value)).value());
      }
    }
    return found;
  }

  /** A function of a key and a number. */
  @FunctionalInterface
  private interface PairFn extends Serializable {
    @Nullable Pair apply(@Nullable Object key, long value);
  }

  private static StepSpec pairs(PairFn fn) {
    RowFn rows =
        (row, context) -> {
          Pair mapped = fn.apply(pair(row).key(), number(pair(row).value()));
          if (mapped != null) {
            context.output(0).accept(row.with(mapped));
          }
        };
    return rows.asStep();
  }

  private static StepSpec windowInto(long size) {
    RowFn into =
        (row, context) ->
            context
                .output(0)
                .accept(
                    new Row(
                        row.value(),
                        row.timestamp(),
                        Windowing.sliding(row.timestamp(), 10 * size, 5 * size)));
    return into.asStep();
  }

  private static Pair pair(Row row) {
    return (Pair) Objects.requireNonNull(row.value());
  }

  private static long number(@Nullable Object value) {
    return (Long) Objects.requireNonNull(value);
  }
}
