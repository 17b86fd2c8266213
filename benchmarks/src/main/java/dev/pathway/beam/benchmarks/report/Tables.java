// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables of a report: medians, figures, and the ratios of the medians to each baseline. */
final class Tables {

  private static final String NONE = "-";
  private static final List<String> LABELS = List.of("workload", "runner");

  private Tables() {}

  /** Returns the medians, the range of the wall time, and the number of runs. */
  static Table medians(List<WorkloadSummary> workloads) {
    List<List<String>> rows = new ArrayList<>();
    for (WorkloadSummary workload : workloads) {
      for (ContestantSummary contestant : workload.contestants()) {
        List<String> row = new ArrayList<>(labels(workload, contestant));
        for (Measure measure : Measure.values()) {
          row.add(
              contestant
                  .statistic(measure)
                  .map(statistic -> measure.format(statistic.median()))
                  .orElse(NONE));
        }
        row.add(contestant.statistic(Measure.WALL).map(Tables::range).orElse(NONE));
        row.add(
            contestant
                .statistic(Measure.WALL)
                .map(statistic -> Integer.toString(statistic.samples()))
                .orElse("0"));
        rows.add(row);
      }
    }
    return new Table(
        "Medians",
        LABELS.size(),
        header(Stream.concat(titles(), Stream.of("wall s range", "runs"))),
        rows);
  }

  /** Returns the medians divided by those of a baseline: below 1 is faster or smaller than it. */
  static Table ratios(List<WorkloadSummary> workloads, String baseline) {
    List<List<String>> rows = new ArrayList<>();
    for (WorkloadSummary workload : workloads) {
      workload
          .contestant(baseline)
          .ifPresent(
              divisor ->
                  workload.contestants().stream()
                      .filter(contestant -> !contestant.contestant().equals(baseline))
                      .forEach(contestant -> rows.add(ratioRow(workload, contestant, divisor))));
    }
    return new Table("Ratio to " + baseline, LABELS.size(), header(ratioTitles()), rows);
  }

  /**
   * Returns what workloads have measured of themselves, and the rate of elements, with the ratio to
   * a baseline.
   */
  static Table figures(List<WorkloadSummary> workloads, String baseline) {
    List<List<String>> rows = new ArrayList<>();
    for (WorkloadSummary workload : workloads) {
      Map<String, Statistic> divisors =
          workload.contestant(baseline).map(ContestantSummary::figures).orElse(Map.of());
      for (ContestantSummary contestant : workload.contestants()) {
        contestant
            .figures()
            .forEach(
                (name, figure) -> {
                  List<String> row = new ArrayList<>(labels(workload, contestant));
                  row.add(name);
                  row.add(number(figure.median()));
                  row.add(number(figure.minimum()) + " - " + number(figure.maximum()));
                  row.add(Integer.toString(figure.samples()));
                  row.add(ratio(figure, divisors.get(name)));
                  rows.add(row);
                });
      }
    }
    return new Table(
        "Figures",
        LABELS.size() + 1,
        header(Stream.of("figure", "median", "range", "runs", "ratio to " + baseline)),
        rows);
  }

  private static String ratio(Statistic figure, @Nullable Statistic divisor) {
    return divisor != null && divisor.median() > 0
        ? String.format(Locale.ROOT, "%.3f", figure.median() / divisor.median())
        : NONE;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 1_000 ? "%.2f" : "%,.0f", value);
  }

  private static List<String> ratioRow(
      WorkloadSummary workload, ContestantSummary contestant, ContestantSummary baseline) {
    List<String> row = new ArrayList<>(labels(workload, contestant));
    for (Measure measure : Measure.values()) {
      row.add(
          contestant
              .ratio(measure, baseline)
              .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio))
              .orElse(NONE));
    }
    return row;
  }

  private static List<String> labels(WorkloadSummary workload, ContestantSummary contestant) {
    return List.of(
        "%s %,d".formatted(workload.workload(), workload.size()), contestant.contestant());
  }

  private static List<String> header(Stream<String> titles) {
    return Stream.concat(LABELS.stream(), titles).toList();
  }

  private static Stream<String> titles() {
    return Stream.of(Measure.values()).map(Measure::title);
  }

  private static Stream<String> ratioTitles() {
    return titles().map(title -> title.replaceFirst(" (s|MB)\\b", ""));
  }

  private static String range(Statistic statistic) {
    return Measure.WALL.format(statistic.minimum())
        + " - "
        + Measure.WALL.format(statistic.maximum());
  }
}
