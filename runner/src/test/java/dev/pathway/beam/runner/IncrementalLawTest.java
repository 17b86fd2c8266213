// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.random.RandomPipeline;
import dev.pathway.beam.runner.random.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random pipelines over random histories of their sources: after each epoch, what the epochs have
 * changed adds up to what Beam's DirectRunner puts out from scratch on the sources of that moment,
 * values, timestamps, windows and panes. {@code -Drunner.randomHistories=1000} runs more of them;
 * seeds that failed are kept in {@code src/test/resources/regressions/random-histories.txt}.
 */
final class IncrementalLawTest {
  private static final int MAX_EPOCHS = 4;

  static LongStream seeds() throws IOException {
    return Seeds.of(
        "random-histories.txt", "runner.firstRandomHistory", "runner.randomHistories", 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void run_randomHistory_changesAddUpToDirectRunnersOutput(long seed, @TempDir Path state) {
    SplittableRandom random = new SplittableRandom(~seed);
    Map<String, Map<String, Long>> outputs = new TreeMap<>();
    int epochs = random.nextInt(2, MAX_EPOCHS + 1);
    for (int epoch = 0; epoch < epochs; epoch++) {
      Map<String, Map<String, Long>> expected =
          RandomPipeline.run(
              seed,
              epoch,
              "--runner=DirectRunner",
              "--targetParallelism=1",
              "--enforceImmutability=false");
      Map<String, Map<String, Long>> changes =
          RandomPipeline.run(
              seed,
              epoch,
              "--runner=PathwayRunner",
              "--incremental",
              "--onDeletion=IGNORE",
              "--stateDir=" + state,
              "--parallelism=" + random.nextInt(1, 4),
              "--maxBundleElements=" + (random.nextBoolean() ? 1_000_000 : random.nextInt(1, 5)),
              "--memoryFraction=" + (random.nextBoolean() ? 0.3 : 0.0000001),
              "--enforceImmutability=" + random.nextBoolean(),
              "--enforceEncodability=" + random.nextBoolean());
      changes.forEach((place, rows) -> add(outputs, place, rows, 1));

      Map<String, Map<String, Long>> tooMany = new TreeMap<>();
      outputs.forEach((place, rows) -> add(tooMany, place, rows, 1));
      expected.forEach((place, rows) -> add(tooMany, place, rows, -1));
      assertThat(tooMany).as("seed %s, after epoch %s of %s", seed, epoch, epochs).isEmpty();
    }
  }

  private static void add(
      Map<String, Map<String, Long>> outputs, String place, Map<String, Long> changes, int sign) {
    Map<String, Long> rows = outputs.computeIfAbsent(place, key -> new TreeMap<>());
    changes.forEach((row, diff) -> rows.merge(row, sign * diff, Long::sum));
    rows.values().removeIf(count -> count == 0);
    if (rows.isEmpty()) {
      outputs.remove(place);
    }
  }
}
