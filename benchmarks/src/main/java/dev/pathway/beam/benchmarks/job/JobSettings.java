// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.benchmarks.workload.Parameters;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Which job a measured JVM runs, as system properties; its arguments are left to the pipeline.
 *
 * @param workload name of the workload
 * @param parameters its size and directories
 * @param report file for the {@link JobReport}
 */
public record JobSettings(String workload, Parameters parameters, Path report) {

  private static final String WORKLOAD = "benchmark.workload";
  private static final String SIZE = "benchmark.size";
  private static final String DATA = "benchmark.data";
  private static final String OUTPUT = "benchmark.output";
  private static final String REPORT = "benchmark.report";

  /** Checks that nothing is missing. */
  public JobSettings {
    requireNonNull(workload, "workload");
    requireNonNull(parameters, "parameters");
    requireNonNull(report, "report");
  }

  /** Returns the settings that the given system properties hold. */
  public static JobSettings from(Properties properties) {
    return new JobSettings(
        required(properties, WORKLOAD),
        new Parameters(
            Long.parseLong(required(properties, SIZE)),
            Path.of(required(properties, DATA)),
            Path.of(required(properties, OUTPUT))),
        Path.of(required(properties, REPORT)));
  }

  /** Returns the JVM options that set the system properties. */
  public List<String> toJvmOptions() {
    return List.of(
        option(WORKLOAD, workload),
        option(SIZE, parameters.size()),
        option(DATA, parameters.dataDirectory()),
        option(OUTPUT, parameters.outputDirectory()),
        option(REPORT, report));
  }

  private static String option(String name, Object value) {
    return "-D" + name + "=" + value;
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("System property " + name + " is not set");
    }
    return value;
  }
}
