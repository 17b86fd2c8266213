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
 * Random pipelines, none of which depends on the order of arrival or on processing time, put out
 * the same as a stream as in a batch: values, timestamps, windows and panes. {@code
 * -Drunner.streamingPipelines=1000} runs more of them; seeds that failed are kept in {@code
 * src/test/resources/regressions/streaming-agreement.txt}.
 */
final class StreamingAgreementTest {
  static LongStream seeds() throws IOException {
    return Seeds.of(
        "streaming-agreement.txt",
        "runner.firstStreamingPipeline",
        "runner.streamingPipelines",
        30);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomPipeline_asInABatch(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);

    Map<String, Map<String, Long>> batch = run(seed, random, "--streaming=false");
    Map<String, Map<String, Long>> stream = run(seed, random, "--streaming=true");

    assertThat(stream).isEqualTo(batch);
  }

  private static Map<String, Map<String, Long>> run(
      long seed, SplittableRandom random, String mode) {
    return RandomPipeline.run(
        seed,
        "--runner=PathwayRunner",
        mode,
        "--parallelism=" + random.nextInt(1, 4),
        "--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)),
        "--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001));
  }
}
