// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills members of a cluster while it runs a streaming job, and replaces them. */
final class MemberLossTest {
  private static final int KILLS = Integer.getInteger("pathway.recovery.kills", 2);
  private static final long SEED = Long.getLong("pathway.recovery.seed", 1);
  private static final int MEMBERS = 3;

  @TempDir Path folder;

  @Test
  void run_membersAreKilled_countsEachElementOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Path lines = Files.createDirectory(folder.resolve("lines"));
    long count;
    try (ProcessCluster cluster = new ProcessCluster(folder, MEMBERS)) {
      PipelineResult job = start(cluster, lines);
      for (int kill = 0; kill < KILLS; kill++) {
        NumberJob.awaitMore(lines);
        Thread.sleep(random.nextLong(1_000));
        cluster.kill(random.nextInt(cluster.size()));
        NumberJob.awaitMore(lines);
        cluster.add();
        cluster.awaitJoined();
      }

      count = NumberJob.finish(lines);
      assertThat(job.waitUntilFinish(Duration.standardMinutes(2)))
          .as(cluster.output())
          .isEqualTo(PipelineResult.State.DONE);
    }
    assertThat(NumberJob.read(lines)).as("seed %s", SEED).isEqualTo(NumberJob.expected(count));
  }

  private static PipelineResult start(ProcessCluster cluster, Path lines) {
    List<String> args = new ArrayList<>(cluster.options());
    args.add("--runner=PathwayRunner");
    args.add("--blockOnRun=false");
    args.add("--parallelism=2");
    args.add("--snapshotInterval=300ms");
    args.add("--lines=" + lines);
    args.add("--perMilli=4");
    return NumberJob.build(
            PipelineOptionsFactory.fromArgs(args.toArray(String[]::new))
                .withValidation()
                .as(NumberJob.Options.class))
        .run();
  }
}
