// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomPlan;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plan.Plan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random plans, randomly fused and run in random settings, agree with an evaluation on lists. */
final class RandomPlanTest {
  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.randomPlans", 100));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_randomPlan_agreesWithEvaluator(long seed) throws Exception {
    JobHandle handle = runAndCompare(seed);

    assertThat(handle.job().memory().usedBytes()).isZero();
  }

  @Test
  void submit_randomPlansAtTheSameTime_agreeWithEvaluator() throws Exception {
    ExecutorService submitters = Executors.newFixedThreadPool(6);
    try {
      List<Callable<JobHandle>> runs =
          LongStream.range(1000, 1040)
              .<Callable<JobHandle>>mapToObj(seed -> () -> runAndCompare(seed))
              .toList();

      for (Future<JobHandle> run : submitters.invokeAll(runs)) {
        assertThat(run.get().completion()).isCompleted();
      }
    } finally {
      submitters.shutdownNow();
    }
  }

  private static JobHandle runAndCompare(long seed) throws Exception {
    PlanBuilder built = RandomPlan.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Plan plan = Fusion.fuse(built.unfused(), () -> random.nextInt(4) != 0);
    JobSettings settings =
        new JobSettings(
            random.nextInt(1, 5),
            random.nextInt(2) == 0 ? random.nextLong(1, 10) : 1_000_000,
            10_000,
            random.nextBoolean() ? 1 : 1 << 26,
            Runs.SPILL,
            false);

    JobHandle handle = Runs.start(plan, settings);
    Runs.await(handle);

    assertThat(Results.of(handle.job()).texts())
        .as("seed %s", seed)
        .isEqualTo(Evaluator.evaluate(built.unfused()).texts());
    return handle;
  }
}
