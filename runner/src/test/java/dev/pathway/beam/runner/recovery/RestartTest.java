// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.ForkedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the process of a streaming job again and again, and starts it again. */
final class RestartTest {
  private static final int KILLS = Integer.getInteger("pathway.recovery.kills", 3);
  private static final long SEED = Long.getLong("pathway.recovery.seed", 1);

  @TempDir Path folder;

  @Test
  void run_killedAndStartedAgain_countsEachElementOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Path lines = Files.createDirectory(folder.resolve("lines"));
    for (int kill = 0; kill < KILLS; kill++) {
      try (ForkedProgram job = start(random, lines)) {
        NumberJob.awaitMore(lines);
        assertThat(job.process().waitFor(random.nextLong(1_000), TimeUnit.MILLISECONDS)).isFalse();
      }
    }
    long count = NumberJob.finish(lines);
    try (ForkedProgram last = start(random, lines)) {
      ForkedProgram.Ended ended = last.awaitEnd();
      assertThat(ended.exitCode()).as(ended.output()).isZero();
    }

    assertThat(NumberJob.read(lines)).as("seed %s", SEED).isEqualTo(NumberJob.expected(count));
  }

  private ForkedProgram start(SplittableRandom random, Path lines) throws Exception {
    return ForkedProgram.start(
        folder,
        List.of(),
        NumberJob.class.getName(),
        "--runner=PathwayRunner",
        "--parallelism=" + random.nextInt(1, 4),
        "--stateDir=" + folder.resolve("state"),
        "--snapshotInterval=" + random.nextInt(50, 400) + "ms",
        "--lines=" + lines,
        "--perMilli=5");
  }
}
