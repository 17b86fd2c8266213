// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run record as a line of progress. */
final class RunLine {

  private RunLine() {}

  /** Returns how the run ended and what it took. */
  static String of(RunRecord record) {
    if (record.outcome() != Outcome.SUCCEEDED) {
      return record.outcome() + ", " + record.problem();
    }
    Measurement measurement = Objects.requireNonNull(record.measurement(), "measurement");
    return "wall %.2f s, CPU %.2f s, run() %.2f s, peak %d MB, %s%s"
        .formatted(
            measurement.wallMillis() / 1000.0,
            measurement.cpuMillis() / 1000.0,
            measurement.jobMillis() / 1000.0,
            measurement.peakResidentKilobytes() / 1024,
            record.digest(),
            figures(measurement));
  }

  private static String figures(Measurement measurement) {
    return new TreeMap<>(measurement.figures())
        .entrySet().stream()
            .map(figure -> ", %s %.2f".formatted(figure.getKey(), figure.getValue()))
            .collect(Collectors.joining());
  }
}
