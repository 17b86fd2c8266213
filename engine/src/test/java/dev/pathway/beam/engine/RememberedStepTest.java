// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.Row;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.trace.TraceStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of files, listed by a step that runs on every pattern in each epoch and read by
 * one that does not read them again: what the epochs changed adds up to the lines of that moment,
 * and each file is opened once for each version, also if several patterns list it.
 */
final class RememberedStepTest {
  private static final int EPOCHS = 6;

  /** A file as it is at the moment. */
  private record File(long version, List<Long> lines) {}

  /** The files there are; what a step reads of them is not in its rows. */
  private static final Map<String, File> FILES = new ConcurrentHashMap<>();

  private static final AtomicLong NUMBERS = new AtomicLong();

  private static final Queue<String> OPENED = new ConcurrentLinkedQueue<>();

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.randomHistories", 60) / 2);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_filesChange_sumOfChangesIsWhatTheyHold(long seed, @TempDir Path folder)
      throws Exception {
    FILES.clear();
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Long> outputs = new TreeMap<>();
    Set<String> listedBefore = Set.of();
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"))) {
      MemoryBudget memory = new MemoryBudget(random.nextBoolean() ? 1 << 26 : 1);
      TraceStore store = TraceStore.open(folder.resolve("state"), memory, () -> spill);
      try {
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
          List<String> patterns = patterns(random);
          changeFiles(random);
          OPENED.clear();

          Runs.run(
                  Fusion.fuse(plan(patterns).unfused(), () -> random.nextInt(4) != 0),
                  Runs.settings(random.nextInt(1, 5)),
                  new Epoch(store))
              .changes()
              .forEach((row, diff) -> merge(outputs, row, diff));

          Map<String, Long> expected = new TreeMap<>();
          Set<String> listed = new HashSet<>();
          for (String pattern : patterns) {
            listed(pattern)
                .forEach(
                    (name, file) -> {
                      listed.add(name + "@" + file.version());
                      file.lines()
                          .forEach(line -> merge(expected, "out: " + line + " @0 in global", 1));
                    });
          }
          assertThat(outputs).as("seed %s, epoch %s", seed, epoch).isEqualTo(expected);
          Set<String> opened = new HashSet<>(listed);
          opened.removeAll(listedBefore);
          assertThat(OPENED).containsExactlyInAnyOrderElementsOf(opened);
          listedBefore = listed;
          if (random.nextInt(3) == 0) {
            store.close();
            store = TraceStore.open(folder.resolve("state"), memory, () -> spill);
          }
        }
      } finally {
        store.close();
      }
    }
  }

  @Test
  void submit_moreOutputsThanAByteCounts_eachIsRemembered(@TempDir Path folder) throws Exception {
    int outputs = 300;
    RowFn scatter =
        (row, context) -> {
          for (int i = 0; i < outputs; i++) {
            context.output(i).accept(Row.of(i + " of " + row.value()));
          }
        };
    Map<String, Long> sum = new TreeMap<>();
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"));
        TraceStore store =
            TraceStore.open(folder.resolve("state"), new MemoryBudget(1 << 20), () -> spill)) {
      for (String value : List.of("a", "b")) {
        PlanBuilder plan = new PlanBuilder("scatter");
        String rows = plan.memo("seen", List.of(), plan.diff("rows", plan.values("in", value)));
        List<String> made =
            plan.step("scatter", scatter.asStep(), List.of(rows), List.of(), outputs);
        plan.collect("out", made.get(0), made.get(127), made.get(128), made.get(299));
        Runs.run(plan.fused(), Runs.settings(2), new Epoch(store))
            .changes()
            .forEach((row, diff) -> merge(sum, row, diff));
      }
    }

    assertThat(sum)
        .isEqualTo(
            Map.of(
                "out: 0 of b @0 in global", 1L,
                "out: 127 of b @0 in global", 1L,
                "out: 128 of b @0 in global", 1L,
                "out: 299 of b @0 in global", 1L));
  }

  @Test
  void submit_rowThereMoreOften_runsNothing(@TempDir Path folder) throws Exception {
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"));
        TraceStore store =
            TraceStore.open(folder.resolve("state"), new MemoryBudget(1 << 20), () -> spill)) {
      assertThat(ran(store, "a", "b")).isEqualTo(2);
      assertThat(ran(store, "a", "a", "a", "b")).isZero();
      assertThat(ran(store, "a", "c")).isEqualTo(1);
      assertThat(ran(store, "a")).isZero();
    }
  }

  /** Returns on how many rows a remembered step runs in an epoch in which there are these. */
  private static long ran(TraceStore store, Object... values) throws Exception {
    PlanBuilder plan = new PlanBuilder("counted");
    String rows = plan.memo("seen", List.of(), plan.diff("rows", plan.values("in", values)));
    plan.collect("out", plan.step("step", RowFn.map(value -> value), rows));
    JobHandle handle = Engine.embedded().submit(plan.fused(), Runs.settings(2), new Epoch(store));
    Runs.await(handle);
    return handle.work("n2").ran();
  }

  @Test
  void submit_viewTakenBackMoreOftenThanItWasThere_failsAlsoIfNobodyReadsIt(@TempDir Path folder)
      throws Exception {
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"));
        TraceStore store =
            TraceStore.open(folder.resolve("state"), new MemoryBudget(1 << 20), () -> spill)) {
      Runs.run(unstable("a").fused(), Runs.settings(2), new Epoch(store));

      assertThatThrownBy(() -> Runs.run(unstable("b").fused(), Runs.settings(2), new Epoch(store)))
          .hasStackTraceContaining("taken back more often than it was there");
      assertThat(store.epoch()).isEqualTo(1);
    }
  }

  private static PlanBuilder plan(List<String> patterns) {
    PlanBuilder plan = new PlanBuilder("files");
    String source = plan.diff("patterns", plan.values("values", patterns.toArray()));
    RowFn list =
        (row, context) ->
            listed((String) Objects.requireNonNull(row.value()))
                .forEach(
                    (name, file) ->
                        context.output(0).accept(Row.of(new Pair(name, file.version()))));
    String files = plan.step("list", list.asStep(), plan.memoOfEveryRow("seen", source));
    RowFn read =
        (row, context) -> {
          Pair listed = (Pair) Objects.requireNonNull(row.value());
          File file = Objects.requireNonNull(FILES.get((String) listed.key()));
          OPENED.add(listed.key() + "@" + file.version());
          file.lines().forEach(line -> context.output(0).accept(Row.of(line)));
        };
    plan.collect("out", plan.step("read", read.asStep(), plan.memo("lines", List.of(), files)));
    return plan;
  }

  /** Returns a plan with a view of what a step makes that gives another output each time. */
  private static PlanBuilder unstable(String value) {
    PlanBuilder plan = new PlanBuilder("unstable");
    RowFn number = (row, context) -> context.output(0).accept(Row.of(NUMBERS.incrementAndGet()));
    String rows = plan.diff("rows", plan.values("in", value));
    String view = plan.view("view", false, Windowing.GLOBAL, plan.step("n", number.asStep(), rows));
    // Reads the view for rows only, of which there are none.
    String none = plan.diff("none", plan.values("nothing"));
    RowFn read = (row, context) -> context.view(0).values("global");
    plan.step("read", read.asStep(), List.of(none), List.of(view), 0);
    return plan;
  }

  private static Map<String, File> listed(String pattern) {
    Map<String, File> files = new TreeMap<>(FILES);
    files.keySet().removeIf(name -> !name.contains(pattern));
    return files;
  }

  /** Returns patterns of which some overlap, and one may be there twice. */
  private static List<String> patterns(SplittableRandom random) {
    List<String> patterns = new ArrayList<>();
    for (String pattern : List.of("a", "b", "1", "a")) {
      if (random.nextInt(4) != 0) {
        patterns.add(pattern);
      }
    }
    return patterns;
  }

  private static void changeFiles(SplittableRandom random) {
    for (int changes = random.nextInt(6); changes > 0; changes--) {
      String name = "abc".charAt(random.nextInt(3)) + "" + random.nextInt(4);
      File before = FILES.get(name);
      if (before != null && random.nextBoolean()) {
        FILES.remove(name);
      } else {
        List<Long> lines = new ArrayList<>();
        for (int count = random.nextInt(20); count > 0; count--) {
          lines.add(random.nextLong(10));
        }
        FILES.put(name, new File(random.nextLong(1L << 40), lines));
      }
    }
  }

  private static void merge(Map<String, Long> counts, String row, long diff) {
    if (counts.merge(row, diff, Long::sum) == 0) {
      counts.remove(row);
    }
  }
}
