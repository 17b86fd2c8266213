// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.law.Seeds;
import dev.pathway.beam.runner.law.StoryPipeline;
import dev.pathway.beam.runner.law.model.Row;
import dev.pathway.beam.runner.law.model.Story;
import java.io.IOException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines, none of which depends on the order of arrival or on processing time, put out
 * the same in a batch and as a stream as their stories say, which say the same as Beam's
 * DirectRunner ({@link LawTest}): values, timestamps, windows and panes. {@code
 * -Drunner.randomPipelines=1000} runs more of them; seeds that failed are kept in {@code
 * src/test/resources/regressions/random-pipelines.txt}.
 */
final class RandomPipelinesTest {
  static LongStream seeds() throws IOException {
    return Seeds.PIPELINES.andUpTo(Long.getLong("runner.randomPipelines", 50));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_storyInABatch_asItSays(long seed) {
    check(seed, "--streaming=false");
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_storyAsAStream_asItSays(long seed) {
    check(seed, "--streaming=true");
  }

  private static void check(long seed, String mode) {
    Story story = Story.of(seed);
    SplittableRandom random = new SplittableRandom(~seed);
    int epoch = random.nextInt(story.epochs());

    Map<Integer, Map<Row, Long>> actual =
        StoryPipeline.run(
            story,
            epoch,
            "--runner=PathwayRunner",
            mode,
            "--parallelism=" + random.nextInt(1, 4),
            "--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)),
            "--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001),
            "--enforceImmutability=" + random.nextBoolean(),
            "--enforceEncodability=" + random.nextBoolean());

    assertThat(actual).as(story.lineage(story.observed())).isEqualTo(story.expected(epoch));
  }
}
