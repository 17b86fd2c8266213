// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run took.
 *
 * @param wallMillis from the start of the process to its exit, seen from outside
 * @param cpuMillis user and system time of the process up to its exit, seen from outside where the
 *     system tells, else as the process saw itself
 * @param jobMillis from {@code pipeline.run()} to its end, seen from inside
 * @param ownCpuMillis user and system time of the process up to the end of the job, seen from
 *     inside
 * @param peakResidentKilobytes most memory the process has had in RAM; 0 if unknown
 * @param figures what else the workload has measured, by name with unit
 */
public record Measurement(
    long wallMillis,
    long cpuMillis,
    long jobMillis,
    long ownCpuMillis,
    long peakResidentKilobytes,
    Map<String, Double> figures) {

  /** Copies the figures; a record of a run that is older than these has none. */
  public Measurement(
      long wallMillis,
      long cpuMillis,
      long jobMillis,
      long ownCpuMillis,
      long peakResidentKilobytes,
      @Nullable Map<String, Double> figures) {
    this.wallMillis = wallMillis;
    this.cpuMillis = cpuMillis;
    this.jobMillis = jobMillis;
    this.ownCpuMillis = ownCpuMillis;
    this.peakResidentKilobytes = peakResidentKilobytes;
    this.figures = figures == null ? Map.of() : Map.copyOf(figures);
  }
}
