// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import dev.pathway.beam.benchmarks.harness.JobKind;
import dev.pathway.beam.benchmarks.harness.Measurement;
import dev.pathway.beam.benchmarks.harness.Outcome;
import dev.pathway.beam.benchmarks.harness.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one contestant took for one workload.
 *
 * @param contestant name of the contestant
 * @param statistics what was measured; a measure less the empty job is missing where the empty job
 *     was not run
 * @param figures elements a second less the empty job, and what the full jobs have measured of
 *     themselves, by name with unit
 * @param problem what went wrong in a run, if anything did
 */
public record ContestantSummary(
    String contestant,
    Map<Measure, Statistic> statistics,
    Map<String, Statistic> figures,
    @Nullable String problem) {

  private static final String RATE = "elements/s less empty";

  /** Copies the statistics, in the order of the measures, and the figures, in that of names. */
  public ContestantSummary {
    Map<Measure, Statistic> copy = new EnumMap<>(Measure.class);
    copy.putAll(statistics);
    statistics = Collections.unmodifiableMap(copy);
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
  }

  /** Returns the summary of all records of one contestant and workload, full and empty jobs. */
  static ContestantSummary of(String contestant, List<RunRecord> records) {
    Map<Measure, Statistic> statistics = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      statistic(records, measure).ifPresent(found -> statistics.put(measure, found));
    }
    String problem =
        records.stream()
            .filter(record -> record.outcome() != Outcome.SUCCEEDED)
            .map(
                record ->
                    record.key().kind() == JobKind.EMPTY
                        ? "empty job: " + record.problem()
                        : Objects.toString(record.problem()))
            .findFirst()
            .orElse(null);
    return new ContestantSummary(contestant, statistics, figures(records), problem);
  }

  /** Returns the statistic of a measure, if it was measured. */
  Optional<Statistic> statistic(Measure measure) {
    return Optional.ofNullable(statistics.get(measure));
  }

  /** Returns the median of a measure divided by that of a baseline, if both are above 0. */
  Optional<Double> ratio(Measure measure, ContestantSummary baseline) {
    return statistic(measure)
        .map(Statistic::median)
        .filter(median -> median > 0)
        .flatMap(
            median ->
                baseline
                    .statistic(measure)
                    .map(Statistic::median)
                    .filter(divisor -> divisor > 0)
                    .map(divisor -> median / divisor));
  }

  private static Optional<Statistic> statistic(List<RunRecord> records, Measure measure) {
    double[] full = values(records, JobKind.FULL, measure);
    if (full.length == 0) {
      return Optional.empty();
    }
    if (!measure.isLessEmpty()) {
      return Optional.of(Statistic.of(full));
    }
    double[] empty = values(records, JobKind.EMPTY, measure);
    return empty.length == 0
        ? Optional.empty()
        : Optional.of(Statistic.of(full).minus(Statistic.of(empty).median()));
  }

  /** Returns the rate of elements, if the empty job was run and took less time in all runs. */
  private static Optional<Statistic> rate(List<RunRecord> records) {
    return statistic(records, Measure.WALL_LESS_EMPTY)
        .filter(wall -> wall.minimum() > 0)
        .map(
            wall -> {
              double size = records.get(0).key().size();
              return new Statistic(
                  size / wall.median(),
                  size / wall.maximum(),
                  size / wall.minimum(),
                  wall.samples());
            });
  }

  private static Map<String, Statistic> figures(List<RunRecord> records) {
    Map<String, Statistic> figures = new TreeMap<>();
    rate(records).ifPresent(rate -> figures.put(RATE, rate));
    Map<String, List<Double>> values = new TreeMap<>();
    succeeded(records, JobKind.FULL)
        .flatMap(measurement -> measurement.figures().entrySet().stream())
        .forEach(
            figure ->
                values
                    .computeIfAbsent(figure.getKey(), name -> new ArrayList<>())
                    .add(figure.getValue()));
    values.forEach(
        (name, list) ->
            figures.put(
                name, Statistic.of(list.stream().mapToDouble(Double::doubleValue).toArray())));
    return figures;
  }

  private static double[] values(List<RunRecord> records, JobKind kind, Measure measure) {
    return succeeded(records, kind).mapToDouble(measure::of).toArray();
  }

  private static Stream<Measurement> succeeded(List<RunRecord> records, JobKind kind) {
    return records.stream()
        .filter(record -> record.outcome() == Outcome.SUCCEEDED && record.key().kind() == kind)
        .map(record -> Objects.requireNonNull(record.measurement(), "measurement"));
  }
}
