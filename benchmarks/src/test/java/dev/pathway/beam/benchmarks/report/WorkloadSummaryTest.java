// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.benchmarks.harness.JobKind;
import dev.pathway.beam.benchmarks.harness.RunKey;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WorkloadSummaryTest {

  @Test
  void of_runsInAnyOrder_areInTheOrderOfTheRegistries() {
    List<WorkloadSummary> summaries =
        WorkloadSummary.of(
            List.of(
                succeeded(new RunKey("sum", "plain", JobKind.FULL, 100, 1), 1),
                succeeded(new RunKey("chain", "plain", JobKind.FULL, 200, 1), 1),
                succeeded(key("plain", JobKind.FULL, 1), 1),
                succeeded(key("flink", JobKind.FULL, 1), 1)),
            List.of("chain", "sum"),
            List.of("flink", "plain"));

    assertThat(summaries)
        .extracting(summary -> summary.workload() + " " + summary.size())
        .containsExactly("chain 100", "chain 200", "sum 100");
    assertThat(summaries.get(0).contestants())
        .extracting(ContestantSummary::contestant)
        .containsExactly("flink", "plain");
    assertThat(summaries.get(0).contestant("direct")).isEmpty();
  }
}
