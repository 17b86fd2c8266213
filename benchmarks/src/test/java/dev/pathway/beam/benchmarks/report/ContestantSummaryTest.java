// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static dev.pathway.beam.benchmarks.harness.RunRecords.failed;
import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.benchmarks.harness.JobKind;
import dev.pathway.beam.benchmarks.harness.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContestantSummaryTest {

  private static final ContestantSummary PLAIN =
      ContestantSummary.of(
          "plain",
          List.of(
              succeeded(key("plain", JobKind.FULL, 1), 3_000),
              succeeded(key("plain", JobKind.FULL, 2), 9_000),
              succeeded(key("plain", JobKind.FULL, 3), 4_000),
              succeeded(key("plain", JobKind.EMPTY, 1), 1_000),
              succeeded(key("plain", JobKind.EMPTY, 2), 500),
              succeeded(key("plain", JobKind.EMPTY, 3), 1_500)));

  private static final ContestantSummary FULL_ONLY =
      ContestantSummary.of("direct", List.of(succeeded(key("direct", JobKind.FULL, 1), 8_000)));

  @Test
  void of_fullAndEmptyJobs_takesMedians() {
    assertThat(PLAIN.statistic(Measure.WALL)).contains(new Statistic(4, 3, 9, 3));
    assertThat(PLAIN.statistic(Measure.WALL_LESS_EMPTY)).contains(new Statistic(3, 2, 8, 3));
    assertThat(PLAIN.statistic(Measure.CPU)).contains(new Statistic(8, 6, 18, 3));
    assertThat(PLAIN.statistic(Measure.CPU_LESS_EMPTY)).contains(new Statistic(6, 4, 16, 3));
    assertThat(PLAIN.statistic(Measure.RUN)).contains(new Statistic(2, 1.5, 4.5, 3));
    assertThat(PLAIN.statistic(Measure.PEAK_MEMORY))
        .contains(new Statistic(4_000, 3_000, 9_000, 3));
    assertThat(PLAIN.problem()).isNull();
  }

  @Test
  void of_noEmptyJob_hasNothingLessEmpty() {
    assertThat(FULL_ONLY.statistic(Measure.WALL)).isPresent();
    assertThat(FULL_ONLY.statistic(Measure.WALL_LESS_EMPTY)).isEmpty();
  }

  @Test
  void of_figures_takesMediansOfFullJobsAndTheRate() {
    ContestantSummary summary =
        ContestantSummary.of(
            "flink",
            List.of(
                succeeded(key("flink", JobKind.FULL, 1), 3_000, Map.of("late ms", 7.0)),
                succeeded(key("flink", JobKind.FULL, 2), 2_000, Map.of("late ms", 5.0)),
                succeeded(key("flink", JobKind.EMPTY, 1), 1_000, Map.of("late ms", 0.0))));

    assertThat(summary.figures())
        .containsEntry("late ms", new Statistic(6, 5, 7, 2))
        .containsEntry("elements/s less empty", new Statistic(100 / 1.5, 50, 100, 2));
  }

  @Test
  void of_timedOut_hasTheProblem() {
    ContestantSummary summary =
        ContestantSummary.of(
            "direct", List.of(failed(key("direct", JobKind.FULL, 1), Outcome.TIMED_OUT)));

    assertThat(summary.statistics()).isEmpty();
    assertThat(summary.problem()).isEqualTo("it TIMED_OUT");
  }

  @Test
  void ratio_toBaseline_dividesMedians() {
    assertThat(FULL_ONLY.ratio(Measure.WALL, PLAIN)).contains(2.0);
    assertThat(PLAIN.ratio(Measure.WALL, FULL_ONLY)).contains(0.5);
  }

  @Test
  void ratio_missingOrZero_isEmpty() {
    ContestantSummary zero =
        ContestantSummary.of("flink", List.of(succeeded(key("flink", JobKind.FULL, 1), 0)));

    assertThat(FULL_ONLY.ratio(Measure.WALL_LESS_EMPTY, PLAIN)).isEmpty();
    assertThat(FULL_ONLY.ratio(Measure.WALL, zero)).isEmpty();
    assertThat(zero.ratio(Measure.WALL, FULL_ONLY)).isEmpty();
  }
}
