// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plain.Evaluator;
import dev.pathway.beam.engine.plain.Fusion;
import dev.pathway.beam.engine.plain.Pair;
import dev.pathway.beam.engine.plain.PlanBuilder;
import dev.pathway.beam.engine.plain.RandomPlan;
import dev.pathway.beam.engine.plain.Results;
import dev.pathway.beam.engine.plain.RowFn;
import dev.pathway.beam.engine.plain.Runs;
import dev.pathway.beam.engine.plain.Windowing;
import dev.pathway.beam.engine.plan.CombineNode.Phase;
import dev.pathway.beam.engine.plan.Plan;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans on a cluster of three members give what they give on one. */
final class ClusterTest {
  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new LocalCluster(3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Results run(Plan plan, JobSettings settings) throws Exception {
    ClusterJob job = cluster.connect().submit(plan, settings, null, List.of());
    job.completion().get(60, TimeUnit.SECONDS);
    return Results.of(job);
  }

  @Test
  void start_several_findEachOther() {
    assertThat(cluster.member(0).clusterSize()).isEqualTo(3);
  }

  @Test
  void submit_sumsByKey_agreeWithEvaluator() throws Exception {
    PlanBuilder plan = new PlanBuilder("sums");
    String pairs =
        plan.step(
            "pair",
            RowFn.map(value -> new Pair((Long) value % 7, value)),
            plan.numbers("numbers", 10_000));
    plan.collect("complete", plan.sum("complete", Windowing.GLOBAL, Phase.COMPLETE, pairs));
    plan.collect("lifted", plan.liftedSum("lifted", Windowing.GLOBAL, pairs));

    Results results = run(plan.fused(), Runs.settings(2));

    assertThat(results.texts()).isEqualTo(Evaluator.evaluate(plan.unfused()).texts());
  }

  static LongStream seeds() {
    return LongStream.range(0, Long.getLong("engine.clusterPlans", 10));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void submit_randomPlan_agreesWithEvaluator(long seed) throws Exception {
    PlanBuilder built = RandomPlan.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    Plan plan = Fusion.fuse(built.unfused(), () -> random.nextInt(4) != 0);
    JobSettings settings =
        new JobSettings(
            random.nextInt(1, 4),
            random.nextInt(2) == 0 ? random.nextLong(1, 10) : 1_000_000,
            10_000,
            random.nextBoolean() ? 1 : 1 << 26,
            Runs.SPILL,
            false);

    assertThat(run(plan, settings).texts())
        .as("seed %s", seed)
        .isEqualTo(Evaluator.evaluate(built.unfused()).texts());
  }
}
