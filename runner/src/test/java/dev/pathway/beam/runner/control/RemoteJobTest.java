// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.runner.EndlessProgram;
import dev.pathway.beam.runner.ForkedProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of another process. */
final class RemoteJobTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void cancel_idleStreamingJob_stopsItWithinTwoSeconds() throws Exception {
    ControlClient client = new ControlClient(ControlFolders.of(null, folder.toString(), "ann"));
    try (ForkedProgram program =
        ForkedProgram.start(folder, List.of("-Duser.name=ann"), EndlessProgram.class.getName())) {
      program.awaitOutput("seen the last");
      RemoteJob job = await().atMost(PATIENCE).until(client::jobs, jobs -> jobs.size() == 1).get(0);
      long start = System.nanoTime();

      assertThat(job.cancel(PATIENCE)).hasValue("CANCELLED");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(program.awaitEnd().exitCode()).isZero();
    }
  }
}
