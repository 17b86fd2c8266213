// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.random.Observed;
import dev.pathway.beam.runner.random.RandomPipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines, none of which depends on the order of arrival or on processing time, put out
 * the same as a stream as in a batch: values, timestamps, windows and panes. {@code
 * -Drunner.streamingPipelines=1000} runs more of them; seeds that failed are kept in {@code
 * src/test/resources/regressions/streaming-agreement.txt}.
 */
final class StreamingAgreementTest {
  private static final Path REGRESSIONS =
      Path.of("src/test/resources/regressions/streaming-agreement.txt");

  static LongStream seeds() throws IOException {
    List<String> lines = Files.readAllLines(REGRESSIONS);
    long first = Long.getLong("runner.firstStreamingPipeline", 0);
    return LongStream.concat(
        lines.stream().filter(line -> !line.startsWith("#")).mapToLong(Long::parseLong),
        LongStream.range(first, first + Long.getLong("runner.streamingPipelines", 30)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomPipeline_asInABatch(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);

    Map<String, List<String>> batch = run(seed, random, "--streaming=false");
    Map<String, List<String>> stream = run(seed, random, "--streaming=true");

    assertThat(stream).isEqualTo(batch);
  }

  private static Map<String, List<String>> run(long seed, SplittableRandom random, String mode) {
    String run = UUID.randomUUID().toString();
    List<String> args = new ArrayList<>();
    args.add("--runner=PathwayRunner");
    args.add(mode);
    args.add("--parallelism=" + random.nextInt(1, 4));
    args.add("--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)));
    args.add("--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001));
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).create());
    pipeline.apply(new RandomPipeline(seed, run));
    pipeline.run().waitUntilFinish();
    return Observed.take(run);
  }
}
