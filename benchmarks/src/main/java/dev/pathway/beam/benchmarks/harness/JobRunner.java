// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import dev.pathway.beam.benchmarks.job.JobReport;
import dev.pathway.beam.benchmarks.job.JobSettings;
import dev.pathway.beam.benchmarks.workload.Digest;
import dev.pathway.beam.benchmarks.workload.Parameters;
import dev.pathway.beam.benchmarks.workload.Workload;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs one job in a JVM of its own and makes a record of it. */
public final class JobRunner implements Harness.Jobs {

  private static final String LOGGING_PROPERTIES = "logging.properties";

  private final Map<String, Contestant> contestants;
  private final Classpaths classpaths;
  private final RunSettings settings;
  private final Invocation invocation;
  private final Path dataDirectory;
  private final Path resultsDirectory;

  /**
   * Returns a runner of jobs.
   *
   * @param invocation the command and the commit that is measured
   * @param dataDirectory where inputs are kept
   * @param resultsDirectory where logs and the files of a run go
   */
  public JobRunner(
      List<Contestant> contestants,
      Classpaths classpaths,
      RunSettings settings,
      Invocation invocation,
      Path dataDirectory,
      Path resultsDirectory) {
    this.contestants =
        contestants.stream().collect(Collectors.toMap(Contestant::name, Function.identity()));
    this.classpaths = classpaths;
    this.settings = settings;
    this.invocation = invocation;
    this.dataDirectory = dataDirectory.toAbsolutePath();
    this.resultsDirectory = resultsDirectory.toAbsolutePath();
  }

  @Override
  public RunRecord run(RunKey key) throws IOException, InterruptedException {
    Path log = logFile(key);
    Files.createDirectories(log.getParent());
    try (Scratch scratch = Scratch.create(resultsDirectory.resolve("scratch"))) {
      Workload workload = Workloads.named(key.workload());
      Parameters parameters = new Parameters(key.inputSize(), dataDirectory, scratch.output());
      workload.prepare(parameters);
      List<String> command = command(key, parameters, scratch);
      Start start = Start.now();
      JobProcess.Exit exit = JobProcess.run(command, log, settings.timeLimitSeconds());
      if (exit.timedOut()) {
        return failed(
            key,
            start,
            Outcome.TIMED_OUT,
            "killed after %d s; see %s".formatted(settings.timeLimitSeconds(), log));
      }
      if (exit.code() != 0) {
        return failed(
            key, start, Outcome.FAILED, "exit code %d; see %s".formatted(exit.code(), log));
      }
      try {
        JobReport report = JobReport.load(scratch.report());
        workload.verifyOutput(parameters, report.digest());
        return succeeded(key, start, exit, report);
      } catch (IOException e) {
        return failed(key, start, Outcome.FAILED, Objects.toString(e.getMessage()));
      }
    }
  }

  private Path logFile(RunKey key) {
    return resultsDirectory.resolve("logs").resolve(key.toFileName() + ".log");
  }

  private List<String> command(RunKey key, Parameters parameters, Scratch scratch)
      throws IOException {
    Contestant contestant = contestants.get(key.contestant());
    if (contestant == null) {
      throw new IllegalArgumentException("No contestant is called '" + key.contestant() + "'");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + settings.heap());
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Djava.io.tmpdir=" + scratch.temporary());
    command.add("-Djava.util.logging.config.file=" + loggingProperties());
    command.addAll(settings.jvmOptions());
    command.addAll(contestant.jvmOptions());
    command.addAll(new JobSettings(key.workload(), parameters, scratch.report()).toJvmOptions());
    command.add("-cp");
    command.add(classpaths.get(contestant.classpath()));
    command.add(contestant.mainClass());
    command.addAll(contestant.arguments());
    return command;
  }

  private RunRecord succeeded(RunKey key, Start start, JobProcess.Exit exit, JobReport report) {
    Measurement measurement =
        new Measurement(
            exit.wallMillis(),
            exit.cpuMillis().orElse(report.cpuMillis()),
            report.jobMillis(),
            report.cpuMillis(),
            report.peakResidentKilobytes(),
            report.figures());
    return record(key, start, Outcome.SUCCEEDED, measurement, report.digest(), null);
  }

  private RunRecord failed(RunKey key, Start start, Outcome outcome, String problem) {
    return record(key, start, outcome, null, null, problem);
  }

  private RunRecord record(
      RunKey key,
      Start start,
      Outcome outcome,
      @Nullable Measurement measurement,
      @Nullable Digest digest,
      @Nullable String problem) {
    return new RunRecord(
        key,
        settings,
        invocation,
        start.time(),
        start.loadAverage(),
        outcome,
        measurement,
        digest,
        problem);
  }

  private Path loggingProperties() throws IOException {
    Path file = resultsDirectory.resolve(LOGGING_PROPERTIES);
    try (InputStream properties =
        Objects.requireNonNull(
            JobRunner.class.getResourceAsStream(LOGGING_PROPERTIES), LOGGING_PROPERTIES)) {
      Files.copy(properties, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private record Start(String time, double loadAverage) {

    static Start now() {
      return new Start(
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
          ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
  }
}
