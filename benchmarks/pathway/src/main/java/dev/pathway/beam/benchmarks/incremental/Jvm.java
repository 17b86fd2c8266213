// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.harness.JobProcess;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** JVMs with this one's class path and options but for the heap. */
record Jvm(String heap, List<String> moreOptions) {
  private static final long TIME_LIMIT_SECONDS = 3600;

  /** In a report: user and system time of the process, as the system tells. */
  static final String CPU_MILLIS = "cpuMillis";

  /** In a report: from the start of the process to its exit. */
  static final String WALL_MILLIS = "wallMillis";

  /**
   * Runs a main class and returns the figures of the report that it has written.
   *
   * @param report where it writes them
   * @param log where its output goes
   */
  Report run(Class<?> main, List<String> arguments, Path report, Path log)
      throws IOException, InterruptedException {
    Files.deleteIfExists(report);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith("-Xm") && !option.startsWith("-XX:StartFlightRecording")) {
        command.add(option);
      }
    }
    command.add("-Xmx" + heap);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(moreOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    JobProcess.Exit exit = JobProcess.run(command, log, TIME_LIMIT_SECONDS);
    if (exit.timedOut() || exit.code() != 0) {
      throw new IOException("a run failed with exit code %d; see %s".formatted(exit.code(), log));
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(report)) {
      properties.load(reader);
    }
    Map<String, Double> figures = new TreeMap<>();
    properties.forEach(
        (name, value) -> figures.put(name.toString(), Double.valueOf(value.toString())));
    figures.put(WALL_MILLIS, (double) exit.wallMillis());
    figures.put(CPU_MILLIS, (double) exit.cpuMillis().orElse(0));
    return new Report(figures);
  }

  /** The figures of a run by name. */
  record Report(Map<String, Double> figures) {
    double get(String name) {
      return figures.getOrDefault(name, 0.0);
    }
  }
}
