// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import dev.pathway.beam.benchmarks.harness.Measurement;
import java.util.Locale;

/** The quantities that are reported, in the order of the table's columns. */
public enum Measure {
  /** Wall time from the start of the JVM to its exit. */
  WALL("wall s", 2, false),
  /** Wall time less that of the empty job. */
  WALL_LESS_EMPTY("wall s less empty", 2, true),
  /** CPU time of the process. */
  CPU("CPU s", 2, false),
  /** CPU time of the process less that of the empty job. */
  CPU_LESS_EMPTY("CPU s less empty", 2, true),
  /** Wall time inside the JVM from {@code pipeline.run()} to its end. */
  RUN("run() s", 2, false),
  /** Peak resident memory of the process. */
  PEAK_MEMORY("peak MB", 0, false);

  private final String title;
  private final int decimals;
  private final boolean lessEmpty;

  Measure(String title, int decimals, boolean lessEmpty) {
    this.title = title;
    this.decimals = decimals;
    this.lessEmpty = lessEmpty;
  }

  /** Returns the heading of its column, with the unit. */
  String title() {
    return title;
  }

  /** Returns whether what the empty job takes is taken off. */
  boolean isLessEmpty() {
    return lessEmpty;
  }

  /** Returns the quantity in a measurement, before anything is taken off. */
  double of(Measurement measurement) {
    return switch (this) {
      case WALL, WALL_LESS_EMPTY -> measurement.wallMillis() / 1000.0;
      case CPU, CPU_LESS_EMPTY -> measurement.cpuMillis() / 1000.0;
      case RUN -> measurement.jobMillis() / 1000.0;
      case PEAK_MEMORY -> measurement.peakResidentKilobytes() / 1024.0;
    };
  }

  /** Returns a value as text, without its unit. */
  String format(double number) {
    return String.format(Locale.ROOT, "%." + decimals + "f", number);
  }
}
