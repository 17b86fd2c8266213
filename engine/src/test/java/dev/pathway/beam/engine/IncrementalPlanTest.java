// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomPlan;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import dev.pathway.beam.state.trace.TraceStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random plans over random histories: what the epochs changed adds up to an evaluation from scratch
 * of the input of that moment, with the number of workers changing and epochs that come to nothing.
 */
final class IncrementalPlanTest {
  private static final int EPOCHS = 5;

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.randomHistories", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_randomHistory_sumOfChangesAgreesWithEvaluator(long seed, @TempDir Path folder)
      throws Exception {
    SplittableRandom random = new SplittableRandom(~seed);
    Map<String, Long> outputs = new TreeMap<>();
    try (SpillDirectory spill = SpillDirectory.open(folder.resolve("spill"))) {
      MemoryBudget memory = new MemoryBudget(random.nextBoolean() ? 1 << 26 : 1);
      TraceStore store = TraceStore.open(folder.resolve("state"), memory, () -> spill);
      try {
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
          PlanBuilder built = RandomPlan.incremental(seed, epoch);
          if (random.nextInt(4) == 0) {
            cancelled(RandomPlan.incremental(seed, EPOCHS + 1), store, random);
          }
          changes(built, store, random).forEach((row, diff) -> merge(outputs, row, diff));
          if (random.nextInt(3) == 0) {
            store.close();
            store = TraceStore.open(folder.resolve("state"), memory, () -> spill);
          }

          assertThat(outputs)
              .as("seed %s, epoch %s", seed, epoch)
              .isEqualTo(Evaluator.evaluate(built.unfused()).changes());
        }
      } finally {
        store.close();
      }
    }
  }

  private static Map<String, Long> changes(
      PlanBuilder built, TraceStore store, SplittableRandom random) throws Exception {
    return Runs.run(fused(built, random), settings(random), new Epoch(store)).changes();
  }

  /** Runs an epoch that comes to nothing, since its last step, of those that there are, fails. */
  private static void cancelled(PlanBuilder built, TraceStore store, SplittableRandom random)
      throws Exception {
    long before = store.epoch();
    String numbers = built.values("numbers", 1L, 2L);
    built.step(
        "failing", RowFn.map(value -> fail((Long) value)), built.diff("diff of numbers", numbers));

    Throwable failure =
        Runs.failure(
            Engine.embedded().submit(fused(built, random), settings(random), new Epoch(store)));

    assertThat(failure).hasMessageContaining("failing");
    assertThat(store.epoch()).isEqualTo(before);
  }

  private static Long fail(Long value) {
    throw new IllegalStateException("failing at " + value);
  }

  private static Plan fused(PlanBuilder built, SplittableRandom random) {
    return Fusion.fuse(built.unfused(), () -> random.nextInt(4) != 0);
  }

  private static JobSettings settings(SplittableRandom random) {
    return Runs.settings(random.nextInt(1, 5));
  }

  private static void merge(Map<String, Long> outputs, String row, long diff) {
    if (outputs.merge(row, diff, Long::sum) == 0) {
      outputs.remove(row);
    }
  }
}
