// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static dev.pathway.beam.benchmarks.harness.RunRecords.failed;
import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pathway.beam.benchmarks.harness.Contestants;
import dev.pathway.beam.benchmarks.harness.JobKind;
import dev.pathway.beam.benchmarks.harness.Outcome;
import dev.pathway.beam.benchmarks.harness.RunRecord;
import dev.pathway.beam.benchmarks.harness.RunRecords;
import dev.pathway.beam.benchmarks.workload.Digest;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private static final List<RunRecord> RUNS =
      List.of(
          succeeded(key("plain", JobKind.EMPTY, 1), 100),
          succeeded(key("flink-tuned", JobKind.EMPTY, 1), 4_000),
          succeeded(key("plain", JobKind.FULL, 1), 300),
          succeeded(key("flink-tuned", JobKind.FULL, 1), 12_000),
          failed(key("direct", JobKind.FULL, 1), Outcome.TIMED_OUT));

  @Test
  void toText_runs_showsMediansRatiosAndWhatWasNotMeasured() {
    String text = report(RUNS).toText();

    assertThat(text)
        .contains("Medians", "Ratio to flink-tuned", "Ratio to plain")
        .contains("NOT MEASURED: chain on direct: it TIMED_OUT")
        .contains("-Xmx4g")
        .containsPattern("chain 100 +plain +elements/s less empty +500\\.00 .* 40\\.000")
        .contains("Command: benchmarks/run --some, commit abc")
        .containsPattern(
            "chain 100 +flink-tuned +12\\.00 +8\\.00 +24\\.00 +16\\.00 +6\\.00 +12000 ")
        .containsPattern("chain 100 +flink-tuned +40\\.000 +40\\.000 ")
        .containsPattern("chain 100 +plain +0\\.025 +0\\.025 ")
        .doesNotContain("WRONG RESULT");
  }

  @Test
  void toText_disagreement_isLoud() {
    List<RunRecord> runs =
        List.of(
            succeeded(key("plain", JobKind.FULL, 1), 300, new Digest(100, 1)),
            succeeded(key("flink", JobKind.FULL, 1), 300, new Digest(99, 1)));

    assertThat(report(runs).toText()).contains("WRONG RESULT");
  }

  @Test
  void toMarkdown_runs_namesRunnersWithTheirArguments() {
    assertThat(report(RUNS).toMarkdown())
        .startsWith("# Benchmarks of 2024-01-01\n")
        .contains("--runner=FlinkRunner --parallelism=2 --objectReuse=true --fasterCopy=true")
        .contains("| workload | runner | wall s |");
  }

  @Test
  void toJson_runs_holdsMachineSettingsAndRuns() throws IOException {
    JsonNode json = new ObjectMapper().readTree(report(RUNS).toJson());

    assertThat(json.at("/environment/cores").asInt()).isPositive();
    assertThat(json.at("/settings/heap").asText()).isEqualTo("4g");
    assertThat(json.at("/invocations/0/commit").asText()).isEqualTo("abc");
    assertThat(json.at("/runs")).hasSize(RUNS.size());
    assertThat(json.at("/workloads/0/contestants/0/contestant").asText()).isEqualTo("flink-tuned");
    assertThat(json.at("/workloads/0/contestants/0/statistics/WALL_LESS_EMPTY/median").asDouble())
        .isEqualTo(8);
  }

  private static Report report(List<RunRecord> runs) {
    return Report.of("2024-01-01", RunRecords.SETTINGS, Contestants.all(2), Workloads.all(), runs);
  }
}
