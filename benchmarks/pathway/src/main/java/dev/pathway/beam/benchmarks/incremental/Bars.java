// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.report.Environment;
import dev.pathway.beam.benchmarks.report.Table;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark has measured, and the limits that it is held to. */
final class Bars {
  private final double loadBefore = load();
  private final List<List<String>> figures = new ArrayList<>();
  private final List<List<String>> bars = new ArrayList<>();
  private boolean isMet = true;

  /** Adds a figure that is printed only. */
  void figure(String name, double value, String unit) {
    figures.add(List.of(name, number(value), unit));
  }

  /** Adds a figure that is to be at most a limit. */
  void atMost(String name, double value, double limit, String unit) {
    boolean met = value <= limit;
    isMet &= met;
    bars.add(List.of(name, met ? "met" : "MISSED", number(value), number(limit), unit));
  }

  /** Adds something that must hold. */
  void require(String name, boolean holds) {
    isMet &= holds;
    bars.add(List.of(name, holds ? "met" : "MISSED", "", "", ""));
  }

  /** Prints all and returns the exit code. */
  int print(PrintWriter console) {
    console.println();
    console.println(Environment.current());
    console.printf("load average %.2f before, %.2f after%n%n", loadBefore, load());
    if (!figures.isEmpty()) {
      console.println(
          new Table("Figures", 1, List.of("figure", "value", "unit"), figures).toText());
    }
    console.println(
        new Table("Bars", 2, List.of("bar", "", "value", "at most", "unit"), bars).toText());
    console.flush();
    return isMet ? 0 : 1;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String number(double value) {
    if (value == Math.rint(value)) {
      return "%,d".formatted((long) value);
    }
    return value >= 100 ? "%,.0f".formatted(value) : "%.3g".formatted(value);
  }
}
