// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.ListSource;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Views and the stages that read them. */
final class ViewsTest {
  /** So heavy that a row is a frame, and a few frames fill all queues. */
  private static final long HEAVY = 1 << 20;

  /** Emits each value with the number of values in the view. */
  private static StepSpec countOfView() {
    RowFn count =
        (row, context) -> {
          long size = 0;
          for (Object ignored : context.view(0).values(Window.GLOBAL)) {
            size++;
          }
          context.output(0).accept(row.with(new Pair(row.value(), size)));
        };
    return count.asStep();
  }

  private static String reader(PlanBuilder plan, String name, String input, String view) {
    return plan.step(name, countOfView(), List.of(input), List.of(view), 1).get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void view_ofValues_holdsAll(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("values");
    String side = plan.view("side", false, Windowing.GLOBAL, plan.numbers("numbers", 5000));
    plan.collect("out", reader(plan, "count", plan.values("main", 1L, 2L), side));

    Results results = Runs.run(plan.fused(), parallelism);

    assertThat(results.values("out")).containsExactly("1=5000", "2=5000");
  }

  @Test
  void view_ofNothing_isEmpty() throws Exception {
    PlanBuilder plan = new PlanBuilder("empty");
    String side = plan.view("side", false, Windowing.GLOBAL, plan.values("none"));
    String keyed = plan.view("keyed", true, Windowing.GLOBAL, plan.values("no pairs"));
    RowFn read =
        (row, context) -> {
          context.output(0).accept(row.with(context.view(0).values(Window.GLOBAL)));
          context.output(0).accept(row.with(context.view(1).values(Window.GLOBAL, "a")));
          context.output(0).accept(row.with(context.view(1).keys(Window.GLOBAL)));
        };
    plan.collect(
        "out",
        plan.step("read", read.asStep(), List.of(plan.values("main", 1L)), List.of(side, keyed), 1)
            .get(0));

    Results results = Runs.run(plan.fused(), 2);

    assertThat(results.values("out")).containsExactly("[]", "[]", "[]");
  }

  @Test
  void view_withKeys_findsValuesAndKeysByWindow() throws Exception {
    PlanBuilder plan = new PlanBuilder("keyed");
    Window early = new Window(0, 10);
    Window late = new Window(10, 20);
    String rows =
        plan.source(
            "pairs",
            new ListSource(
                List.of(
                    new Row(new Pair("a", 1L), 0, List.of(early)),
                    new Row(new Pair("a", 2L), 0, List.of(early, late)),
                    new Row(new Pair(null, 3L), 0, List.of(late))),
                2));
    String side = plan.view("side", true, Windowing.AT_END, rows);
    RowFn read =
        (row, context) -> {
          for (Window window : List.of(early, late)) {
            context.output(0).accept(row.with(new Pair("a", context.view(0).values(window, "a"))));
            context
                .output(0)
                .accept(row.with(new Pair("null", context.view(0).values(window, null))));
            context.output(0).accept(row.with(new Pair("keys", context.view(0).keys(window))));
          }
        };
    plan.collect(
        "out",
        plan.step("read", read.asStep(), List.of(plan.values("main", 1L)), List.of(side), 1)
            .get(0));

    Results results = Runs.run(plan.fused(), 2);

    assertThat(results.values("out"))
        .containsExactlyInAnyOrder(
            "a=[1, 2]", "a=[2]", "null=[]", "null=[3]", "keys=[a]", "keys=[a, null]");
  }

  @Test
  void view_readInStageOfSource_isCompleteAtFirstRow() throws Exception {
    PlanBuilder plan = new PlanBuilder("source-headed");
    String slow =
        plan.step(
            "slow",
            RowFn.map(v -> v),
            plan.exchange("spread", false, plan.numbers("numbers", 5000)));
    String side = plan.view("side", false, Windowing.GLOBAL, slow);
    plan.collect("out", reader(plan, "count", plan.numbers("main", 100), side));

    Results results = Runs.run(plan.fused(), 2);

    assertThat(results.rows("out"))
        .hasSize(100)
        .allSatisfy(
            row ->
                assertThat(((Pair) Objects.requireNonNull(row.value())).value()).isEqualTo(5000L));
  }

  @Test
  void view_readAfterGroupingOfTheSameRows_isComplete() throws Exception {
    PlanBuilder plan = new PlanBuilder("grouped").rowBytes(HEAVY);
    String pairs =
        plan.step("pair", RowFn.map(v -> new Pair((Long) v % 3, v)), plan.numbers("numbers", 2000));
    String side = plan.view("side", false, Windowing.GLOBAL, pairs);
    String groups = plan.group("group", Windowing.GLOBAL, pairs);
    String keys = plan.step("keys", RowFn.map(v -> ((Pair) v).key()), groups);
    plan.collect("out", reader(plan, "count", keys, side));

    Results results = Runs.run(plan.fused(), Runs.withoutMemory(2));

    assertThat(results.values("out")).containsExactly("0=2000", "1=2000", "2=2000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void view_diamondWithoutMemory_spillsHeldInputAndCompletes(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("diamond").rowBytes(HEAVY);
    String numbers = plan.numbers("numbers", 3000);
    String side =
        plan.view("side", false, Windowing.GLOBAL, plan.exchange("spread", false, numbers));
    plan.collect("out", reader(plan, "count", numbers, side));

    Results results = Runs.run(plan.fused(), Runs.withoutMemory(parallelism));

    assertThat(results.values("out"))
        .containsExactlyElementsOf(
            LongStream.range(0, 3000).mapToObj(n -> n + "=3000").sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void view_twoReadersOfEachOthersSources_doNotWaitForEachOther(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("crossed").rowBytes(HEAVY);
    String left = plan.numbers("left", 2000);
    String right = plan.numbers("right", 1000);
    String ofLeft = plan.view("view of left", false, Windowing.GLOBAL, left);
    String ofRight = plan.view("view of right", false, Windowing.GLOBAL, right);
    plan.collect(
        "left out", reader(plan, "read right", plan.exchange("spread left", false, left), ofRight));
    plan.collect(
        "right out",
        reader(plan, "read left", plan.exchange("spread right", false, right), ofLeft));

    Results results = Runs.run(plan.separate(), Runs.withoutMemory(parallelism));

    assertThat(results.texts()).isEqualTo(Evaluator.evaluate(plan.unfused()).texts());
  }

  @Test
  void view_chainOfViewsOverOneSource_completes() throws Exception {
    PlanBuilder plan = new PlanBuilder("chain").rowBytes(HEAVY);
    String numbers = plan.numbers("numbers", 1000);
    String first = plan.view("first", false, Windowing.GLOBAL, numbers);
    String once = reader(plan, "once", numbers, first);
    String second = plan.view("second", false, Windowing.GLOBAL, once);
    String twice = reader(plan, "twice", numbers, second);
    String third = plan.view("third", false, Windowing.GLOBAL, twice);
    plan.collect("out", reader(plan, "thrice", plan.values("other", 1L, 2L), third));

    Results results = Runs.run(plan.fused(), Runs.withoutMemory(2));

    assertThat(results.values("out")).containsExactly("1=1000", "2=1000");
  }

  @Test
  void view_severalReadersAndIterations_seeTheSame() throws Exception {
    PlanBuilder plan = new PlanBuilder("shared");
    String side = plan.view("side", false, Windowing.GLOBAL, plan.numbers("numbers", 300));
    String main = plan.numbers("main", 2000);
    String spread = plan.exchange("spread", false, main);
    plan.collect("a", reader(plan, "a", spread, side));
    plan.collect("b", reader(plan, "b", main, side));

    Results results = Runs.run(plan.fused(), 4);

    assertThat(results.texts()).isEqualTo(Evaluator.evaluate(plan.unfused()).texts());
  }
}
