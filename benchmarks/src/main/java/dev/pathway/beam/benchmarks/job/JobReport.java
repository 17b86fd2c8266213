// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.benchmarks.workload.Digest;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a measured JVM tells of itself at its end, as a properties file.
 *
 * @param digest digest of the result
 * @param jobMillis wall time of the job in the JVM: from {@code pipeline.run()} to its end, or of
 *     the plain loop
 * @param cpuMillis user and system time of the process up to here; 0 if unknown
 * @param peakResidentKilobytes most memory the process has had in RAM; 0 if unknown
 * @param figures what else the workload has measured, by name
 */
public record JobReport(
    Digest digest,
    long jobMillis,
    long cpuMillis,
    long peakResidentKilobytes,
    Map<String, Double> figures) {

  private static final String COUNT = "count";
  private static final String CHECKSUM = "checksum";
  private static final String JOB_MILLIS = "jobMillis";
  private static final String CPU_MILLIS = "cpuMillis";
  private static final String PEAK_RESIDENT_KILOBYTES = "peakResidentKilobytes";
  private static final String FIGURE = "figure.";

  /** Checks that there is a digest and copies the figures. */
  public JobReport {
    requireNonNull(digest, "digest");
    figures = Map.copyOf(figures);
  }

  /** Returns the report of this process for a job that just ended. */
  static JobReport ofThisProcess(Digest digest, long jobMillis, Map<String, Double> figures) {
    return new JobReport(
        digest, jobMillis, OwnProcess.cpuMillis(), OwnProcess.peakResidentKilobytes(), figures);
  }

  /** Returns the report stored in a file. */
  public static JobReport load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new JobReport(
        new Digest(number(properties, COUNT), number(properties, CHECKSUM)),
        number(properties, JOB_MILLIS),
        number(properties, CPU_MILLIS),
        number(properties, PEAK_RESIDENT_KILOBYTES),
        figures(properties));
  }

  /** Writes the report to a file. */
  public void store(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(COUNT, Long.toString(digest.count()));
    properties.setProperty(CHECKSUM, Long.toString(digest.checksum()));
    properties.setProperty(JOB_MILLIS, Long.toString(jobMillis));
    properties.setProperty(CPU_MILLIS, Long.toString(cpuMillis));
    properties.setProperty(PEAK_RESIDENT_KILOBYTES, Long.toString(peakResidentKilobytes));
    figures.forEach((name, value) -> properties.setProperty(FIGURE + name, value.toString()));
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  private static Map<String, Double> figures(Properties properties) {
    Map<String, Double> figures = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (name.startsWith(FIGURE)) {
        figures.put(name.substring(FIGURE.length()), Double.valueOf(properties.getProperty(name)));
      }
    }
    return figures;
  }

  private static long number(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("The job report has no " + name);
    }
    return Long.parseLong(value);
  }
}
