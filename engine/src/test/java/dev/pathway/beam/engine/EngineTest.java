// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.ListSource;
import dev.pathway.beam.engine.plain.NumberSource;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Window;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.StageNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans run end to end. */
final class EngineTest {
  private static StepSpec pairByRemainder(long divisor) {
    return RowFn.map(value -> new Pair((Long) value % divisor, value));
  }

  private static StepSpec workerName() {
    return RowFn.map(value -> new Pair(Thread.currentThread().getName(), value));
  }

  private static void assertAgrees(PlanBuilder plan, int parallelism) throws Exception {
    Map<String, List<String>> expected = Evaluator.evaluate(plan.unfused()).texts();
    assertThat(expected).isNotEmpty();
    assertThat(Runs.run(plan.fused(), parallelism).texts()).isEqualTo(expected);
    assertThat(Runs.run(plan.separate(), parallelism).texts()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void submit_sumsInOneAndTwoPhases_agreeWithEvaluator(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("sums");
    String pairs = plan.step("pair", pairByRemainder(7), plan.numbers("numbers", 10_000));
    plan.collect("complete", plan.sum("complete", Windowing.GLOBAL, Phase.COMPLETE, pairs));
    plan.collect("lifted", plan.liftedSum("lifted", Windowing.GLOBAL, pairs));

    assertAgrees(plan, parallelism);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void submit_groupInWindows_agreesWithEvaluator(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("windows");
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 500; i++) {
      rows.add(
          new Row(new Pair(i % 3 == 0 ? null : "k" + i % 3, i), i, Windowing.sliding(i, 100, 50)));
    }
    String pairs = plan.source("source", new ListSource(rows, 3));
    plan.collect("at end", plan.group("at end", Windowing.AT_END, pairs));
    plan.collect("earliest", plan.group("earliest", Windowing.EARLIEST, pairs));
    plan.collect("sum", plan.sum("sum", Windowing.EARLIEST, Phase.COMPLETE, pairs));
    plan.collect("lifted sum", plan.liftedSum("lifted sum", Windowing.EARLIEST, pairs));

    assertAgrees(plan, parallelism);
  }

  @Test
  void submit_groupOfWholeElements_keepsTimesAndWindows() throws Exception {
    PlanBuilder plan = new PlanBuilder("elements");
    Row first = new Row(new Pair("a", 1L), 5, List.of(new Window(0, 10)));
    Row second = new Row(new Pair("a", 2L), 15, List.of(new Window(10, 20)));
    String pairs = plan.source("source", new ListSource(List.of(first, second), 2));
    plan.collect("out", plan.group("group", Windowing.GLOBAL, GroupNode.Payload.ELEMENTS, pairs));

    Results results = Runs.run(plan.fused(), 2);

    assertThat(results.rows("out")).hasSize(1);
    Pair group = (Pair) Objects.requireNonNull(results.rows("out").get(0).value());
    assertThat((Iterable<?>) group.value())
        .map(Object.class::cast)
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void submit_groupWithoutMemory_agreesWithEvaluator() throws Exception {
    PlanBuilder plan = new PlanBuilder("spilling");
    String text = "x".repeat(1000);
    String pairs =
        plan.step(
            "pair",
            RowFn.map(v -> new Pair((Long) v % 1000, v + text)),
            plan.numbers("numbers", 6000));
    String groups = plan.group("group", Windowing.GLOBAL, pairs);
    plan.collect("out", plan.step("count", RowFn.map(v -> Results.text(v).length()), groups));

    Results results = Runs.run(plan.fused(), Runs.withoutMemory(2));

    assertThat(results.texts()).isEqualTo(Evaluator.evaluate(plan.unfused()).texts());
  }

  @Test
  void submit_stepWithSeveralOutputs_routesEach() throws Exception {
    PlanBuilder plan = new PlanBuilder("outputs");
    RowFn split =
        (row, context) ->
            context.output((int) ((Long) Objects.requireNonNull(row.value()) % 3)).accept(row);
    List<String> outputs =
        plan.step("split", split.asStep(), List.of(plan.numbers("numbers", 1000)), List.of(), 3);
    for (int i = 0; i < 3; i++) {
      plan.collect("out" + i, outputs.get(i));
      plan.collect("again" + i, plan.exchange("exchange" + i, false, outputs.get(i)));
    }

    assertAgrees(plan, 2);
  }

  @Test
  void submit_sameCollectionTwiceIntoOneConsumer_countsTwice() throws Exception {
    PlanBuilder plan = new PlanBuilder("twice");
    String numbers = plan.numbers("numbers", 1000);
    plan.collect(
        "steps", plan.step("step", RowFn.map(v -> v), plan.flatten("both", numbers, numbers)));
    String pairs = plan.step("pair", pairByRemainder(3), numbers);
    plan.collect(
        "sums",
        plan.sum("sum", Windowing.GLOBAL, Phase.COMPLETE, plan.flatten("pairs", pairs, pairs)));

    assertAgrees(plan, 2);
  }

  @Test
  void submit_flattenOfSeveral_takesAll() throws Exception {
    PlanBuilder plan = new PlanBuilder("flatten");
    String left = plan.numbers("left", 100);
    String right = plan.step("negate", RowFn.map(v -> -(Long) v), plan.numbers("right", 100));
    String all = plan.flatten("all", left, plan.flatten("right and left", right, left));
    plan.collect("out", plan.step("same", RowFn.map(v -> v), all));

    assertAgrees(plan, 3);
  }

  @Test
  void submit_exchangeByKey_bringsEachKeyToOneWorker() throws Exception {
    PlanBuilder plan = new PlanBuilder("keyed");
    String pairs = plan.step("pair", pairByRemainder(100), plan.numbers("numbers", 5000));
    RowFn keyAndWorker =
        (row, context) ->
            context
                .output(0)
                .accept(
                    row.with(
                        new Pair(
                            ((Pair) Objects.requireNonNull(row.value())).key(),
                            Thread.currentThread().getName())));
    plan.collect(
        "out", plan.step("worker", keyAndWorker.asStep(), plan.exchange("exchange", true, pairs)));

    Map<Object, List<Object>> workersByKey =
        Runs.run(plan.fused(), 3).rows("out").stream()
            .map(row -> (Pair) Objects.requireNonNull(row.value()))
            .distinct()
            .collect(
                Collectors.groupingBy(
                    pair -> Objects.requireNonNull(pair.key()),
                    Collectors.mapping(
                        pair -> Objects.requireNonNull(pair.value()), Collectors.toList())));

    assertThat(workersByKey)
        .hasSize(100)
        .allSatisfy((key, workers) -> assertThat(workers).hasSize(1));
    assertThat(workersByKey.values().stream().flatMap(List::stream).distinct()).hasSize(3);
  }

  @Test
  void submit_exchangeEvenly_givesEachWorkerItsShare() throws Exception {
    PlanBuilder plan = new PlanBuilder("spread");
    String one =
        plan.source(
            "one split", new ListSource(LongStream.range(0, 900).mapToObj(Row::of).toList(), 1));
    plan.collect("out", plan.step("worker", workerName(), plan.exchange("exchange", false, one)));

    Map<Object, Long> rowsByWorker =
        Runs.run(plan.fused(), 3).rows("out").stream()
            .map(row -> Objects.requireNonNull(((Pair) Objects.requireNonNull(row.value())).key()))
            .collect(Collectors.groupingBy(key -> key, Collectors.counting()));

    assertThat(rowsByWorker).hasSize(3);
    assertThat(rowsByWorker.values()).allMatch(rows -> rows > 290);
  }

  @Test
  void submit_oneRowForManyWorkers_completes() throws Exception {
    PlanBuilder plan = new PlanBuilder("one row");
    String pair = plan.step("pair", pairByRemainder(2), plan.values("one", 1L));
    plan.collect(
        "out", plan.group("group", Windowing.GLOBAL, plan.exchange("exchange", false, pair)));

    assertAgrees(plan, 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void submit_chainOfThirtyStages_completes(int parallelism) throws Exception {
    PlanBuilder plan = new PlanBuilder("chain");
    String last = plan.numbers("numbers", 3000);
    for (int i = 0; i < 30; i++) {
      last =
          plan.step(
              "add " + i,
              RowFn.map(v -> (Long) v + 1),
              plan.exchange("exchange " + i, false, last));
    }
    plan.collect("out", last);

    Results results = Runs.run(plan.fused(), parallelism);

    assertThat(results.rows("out")).map(Row::value).hasSize(3000).contains(30L, 3029L);
  }

  @Test
  void submit_oneSplitReadSlowly_isSharedByAllWorkers() throws Exception {
    PlanBuilder plan = new PlanBuilder("slow reader");
    RowFn slowWhileAlone =
        (row, context) -> {
          Set<?> workers = context.job().shared(Workers.class, Workers::new).names;
          context
              .job()
              .shared(Workers.class, Workers::new)
              .names
              .add(Thread.currentThread().getName());
          if (workers.size() < 3) {
            TimeUnit.MILLISECONDS.sleep(5);
          }
        };
    plan.step("work", slowWhileAlone.asStep(), plan.source("one split", new NumberSource(5000, 1)));

    JobHandle handle = Runs.start(plan.fused(), Runs.settings(3));
    Runs.await(handle);

    assertThat(handle.job().shared(Workers.class, Workers::new).names).hasSize(3);
  }

  /** The threads that had rows. */
  private static final class Workers {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
  }

  @Test
  void submit_afterSomeoneShutTheMemberDown_startsAnother() throws Exception {
    PlanBuilder plan = new PlanBuilder("after shutdown");
    plan.collect("out", plan.values("one", 1L));
    Runs.run(plan.fused(), 1);

    Hazelcast.shutdownAll();

    assertThat(Runs.run(plan.fused(), 1).values("out")).containsExactly("1");
  }

  @Test
  void submit_jobOfAMemberThatIsShutDown_fails() throws Exception {
    PlanBuilder plan = new PlanBuilder("shut down");
    RowFn block = (row, context) -> new CountDownLatch(1).await();
    plan.step("block", block.asStep(), plan.values("one", 1L));
    JobHandle handle = Runs.start(plan.fused(), Runs.settings(1));

    Hazelcast.shutdownAll();

    assertThat(Runs.failure(handle)).isNotInstanceOf(CancellationException.class);
  }

  @Test
  void rowCounts_ofARunJob_areThoseOfWhatHeadsMake() throws Exception {
    PlanBuilder plan = new PlanBuilder("counted");
    String pairs = plan.step("pair", pairByRemainder(7), plan.numbers("numbers", 10_000));
    plan.collect("out", plan.sum("sum", Windowing.GLOBAL, Phase.COMPLETE, pairs));
    JobHandle handle = Runs.start(plan.fused(), Runs.bundles(2, 100, 1000));
    Runs.await(handle);

    assertThat(handle.rowCounts())
        .containsOnly(Map.entry("numbers.0", 10_000L), Map.entry("sum.0", 7L));
  }

  @Test
  void submit_planWithoutNodes_completes() throws Exception {
    Runs.await(Runs.start(new PlanBuilder("nothing").unfused(), Runs.settings(2)));
  }

  @Test
  void submit_sourceWithoutRows_completes() throws Exception {
    PlanBuilder plan = new PlanBuilder("no rows");
    String none = plan.source("none", new ListSource(List.of(), 0));
    plan.collect("out", plan.group("group", Windowing.GLOBAL, none));

    assertThat(Runs.run(plan.fused(), 2).rows("out")).isEmpty();
  }

  @Test
  void submit_stagesWithoutInputs_sealByThemselves() throws Exception {
    PlanBuilder plan = new PlanBuilder("no inputs");
    String numbers = plan.values("numbers", 1L);
    String groups = plan.group("group", Windowing.GLOBAL, numbers);
    String same = plan.step("same", RowFn.map(v -> v), numbers);
    String view = plan.view("view", false, Windowing.GLOBAL, numbers);
    RowFn size =
        (row, context) ->
            context.output(0).accept(row.with(Results.text(context.view(0).values(Window.GLOBAL))));
    plan.collect(
        "out",
        groups,
        same,
        plan.step("read", size.asStep(), List.of(numbers), List.of(view), 1).get(0));
    Plan separate = plan.separate();
    Plan without =
        separate.withNodes(
            separate.nodes().stream()
                .map(
                    node ->
                        node.name().matches("group|same|view") ? node.withInputs(List.of()) : node)
                .toList());

    assertThat(Runs.run(without, 2).values("out")).containsExactly("[]");
  }

  @Test
  void submit_stepThatIsNotSerialisable_isNamed() {
    PlanBuilder plan = new PlanBuilder("not serialisable");
    Object notSerialisable = new Object();
    plan.step("guilty", RowFn.map(v -> notSerialisable), plan.values("one", 1L));

    assertThatThrownBy(() -> Runs.start(plan.fused(), Runs.settings(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'guilty'")
        .hasMessageContaining("java.lang.Object");
  }

  @Test
  void submit_planThatIsNotFused_isRefused() {
    PlanBuilder plan = new PlanBuilder("not fused");
    plan.values("one", 1L);

    assertThatThrownBy(() -> Runs.start(plan.unfused(), Runs.settings(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'one'");
  }

  @Test
  void submit_moreWorkersThanPartitions_isRefused() {
    PlanBuilder plan = new PlanBuilder("too parallel");
    plan.values("one", 1L);

    assertThatThrownBy(() -> Runs.start(plan.fused(), Runs.settings(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parallelism")
        .hasMessageContaining("100000");
  }

  @Test
  void submit_stepsSiblingsInOneStage_shareTheHead() throws Exception {
    PlanBuilder plan = new PlanBuilder("siblings");
    String numbers = plan.numbers("numbers", 100);
    plan.collect("a", plan.step("a", RowFn.map(v -> (Long) v + 1), numbers));
    plan.collect("b", plan.step("b", RowFn.filter(v -> (Long) v % 2 == 0), numbers));
    Plan fused = plan.fused();

    assertThat(fused.nodes()).hasSize(1);
    assertThat(((StageNode) fused.nodes().get(0)).steps()).allMatch(StepNode.class::isInstance);
    assertAgrees(plan, 2);
  }
}
