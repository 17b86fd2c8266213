package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomPlan;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plan.Plan;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random plans, randomly fused and run in random settings, agree with an evaluation on lists. */
final class RandomPlanTest {
  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.randomPlans", 100));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_randomPlan_agreesWithEvaluator(long seed, @TempDir Path spill) throws Exception {
    PlanBuilder built = RandomPlan.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Plan plan = Fusion.fuse(built.unfused(), () -> random.nextInt(4) != 0);
    JobSettings settings =
        new JobSettings(
            random.nextInt(1, 5),
            random.nextInt(2) == 0 ? random.nextLong(1, 10) : 1_000_000,
            10_000,
            random.nextBoolean() ? 1 : 1 << 26,
            spill.toString());

    JobHandle handle = Engine.embedded().submit(plan, settings, job -> {});
    handle.completion().get(20, TimeUnit.SECONDS);

    assertThat(Results.of(handle.job()).texts())
        .isEqualTo(Evaluator.evaluate(built.unfused()).texts());
    assertThat(handle.job().memory().usedBytes()).isZero();
  }
}
