// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.random.RandomPipeline;
import dev.pathway.beam.runner.random.Seeds;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines put out the same as on Beam's DirectRunner: values, timestamps, windows and
 * panes. {@code -Drunner.randomPipelines=1000} runs more of them; seeds that failed are kept in
 * {@code src/test/resources/regressions/random-pipelines.txt}.
 */
final class RandomPipelinesTest {
  static LongStream seeds() throws IOException {
    return Seeds.of(
        "random-pipelines.txt", "runner.firstRandomPipeline", "runner.randomPipelines", 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomPipeline_asOnDirectRunner(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);

    Map<String, Map<String, Long>> expected =
        RandomPipeline.run(
            seed, "--runner=DirectRunner", "--targetParallelism=1", "--enforceImmutability=false");
    Map<String, Map<String, Long>> actual =
        RandomPipeline.run(
            seed,
            "--runner=PathwayRunner",
            "--parallelism=" + random.nextInt(1, 4),
            "--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)),
            "--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001),
            "--enforceImmutability=" + random.nextBoolean(),
            "--enforceEncodability=" + random.nextBoolean());

    assertThat(actual).as("seed %s", seed).isEqualTo(expected);
  }
}
