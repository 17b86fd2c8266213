// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.LINUX;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
final class JobProcessTest {

  @TempDir private Path directory;

  @Test
  void run_processThatExits_givesItsCodeAndOutput() throws Exception {
    Path log = directory.resolve("log");

    JobProcess.Exit exit = JobProcess.run(List.of("sh", "-c", "echo said; exit 3"), log, 60);

    assertThat(exit.timedOut()).isFalse();
    assertThat(exit.code()).isEqualTo(3);
    assertThat(log).hasContent("said");
  }

  @Test
  void run_processThatHangs_isKilledAtItsLimit() throws Exception {
    JobProcess.Exit exit =
        JobProcess.run(List.of("sh", "-c", "trap '' QUIT; sleep 600"), directory.resolve("log"), 1);

    assertThat(exit.timedOut()).isTrue();
    assertThat(exit.wallMillis()).isBetween(1_000L, 60_000L);
  }

  @Test
  @EnabledOnOs(LINUX)
  void run_busyProcess_itsCpuTimeIsSeen() throws Exception {
    JobProcess.Exit exit =
        JobProcess.run(
            List.of("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done"),
            directory.resolve("log"),
            60);

    assertThat(exit.cpuMillis().orElseThrow()).isPositive();
  }
}
