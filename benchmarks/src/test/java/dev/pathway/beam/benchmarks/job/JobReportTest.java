// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.condition.OS.LINUX;

import dev.pathway.beam.benchmarks.workload.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

final class JobReportTest {

  @TempDir private Path directory;

  @Test
  void load_storedReport_givesIt() throws IOException {
    Path file = directory.resolve("report");
    JobReport report = new JobReport(new Digest(3, -17), 1, 2, 3, Map.of("late ms", 0.5));

    report.store(file);

    assertThat(JobReport.load(file)).isEqualTo(report);
  }

  @Test
  void load_incompleteReport_failsWithWhatIsMissing() throws IOException {
    Path file = Files.writeString(directory.resolve("report"), "count=1");

    assertThatThrownBy(() -> JobReport.load(file)).hasMessageContaining("checksum");
  }

  @Test
  @EnabledOnOs(LINUX)
  void ofThisProcess_onLinux_knowsTimeAndMemory() {
    JobReport report = JobReport.ofThisProcess(new Digest(0, 0), 0, Map.of());

    assertThat(report.cpuMillis()).isPositive();
    assertThat(report.peakResidentKilobytes()).isGreaterThan(10_000);
  }
}
