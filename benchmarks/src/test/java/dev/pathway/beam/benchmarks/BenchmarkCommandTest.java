// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchmarkCommandTest {

  @TempDir private Path directory;
  private final StringWriter console = new StringWriter();
  private Path target;

  @BeforeEach
  void setUp() throws IOException {
    target = Files.createDirectories(directory.resolve("benchmarks").resolve("target"));
    Files.writeString(
        target.resolve("classpath-direct.txt"), System.getProperty("java.class.path"));
  }

  @Test
  void execute_wordCountOnDirectRunnerAndPlain_agreesAndReports() {
    int exitCode = execute("--workloads=wordcount", "--runners=direct,plain", "--scale=0.000002");

    assertThat(console.toString()).contains("[4/4]", "Medians", "Ratio to plain");
    assertThat(exitCode).isZero();
    assertThat(target.resolve("results"))
        .isDirectoryContaining("glob:**/runs.jsonl")
        .isDirectoryContaining("glob:**/report.md")
        .isDirectoryContaining("glob:**/report.json");
  }

  @Test
  void execute_resume_runsNothingAgain() {
    execute("--workloads=chain", "--runners=plain", "--scale=0.0001");
    console.getBuffer().setLength(0);

    int exitCode = execute("--workloads=chain", "--runners=plain", "--scale=0.0001", "--resume");

    assertThat(exitCode).isZero();
    assertThat(console.toString()).doesNotContain("[1/2]").contains("Medians");
  }

  @Test
  void execute_reportOnly_writesTheReportWhereItIsToldTo() {
    execute("--workloads=chain", "--runners=plain", "--scale=0.0001");
    Path report = directory.resolve("docs").resolve("measured");

    int exitCode = execute("--report-only", "--report=" + report);

    assertThat(exitCode).isZero();
    assertThat(directory.resolve("docs").resolve("measured.md")).content().contains("Medians");
    assertThat(directory.resolve("docs").resolve("measured.json")).isNotEmptyFile();
  }

  @Test
  void execute_list_namesWorkloadsAndRunners() {
    int exitCode = execute("--list");

    assertThat(exitCode).isZero();
    assertThat(console.toString()).contains("wordcount", "flink-tuned");
  }

  @Test
  void execute_unknownRunner_isAUsageError() {
    int exitCode = execute("--runners=spark");

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(console.toString()).contains("No runner is called 'spark'");
  }

  @Test
  void execute_runnerThatIsNotBuilt_saysSo() {
    int exitCode = execute("--runners=flink");

    assertThat(exitCode).isEqualTo(1);
    assertThat(console.toString())
        .contains("classpath-flink.txt does not exist, which 'flink' needs")
        .doesNotContain("\tat ");
  }

  private int execute(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--repetitions=1";
    all[arguments.length + 1] = "--module=" + target.getParent();
    PrintWriter writer = new PrintWriter(console, true);
    return BenchmarkCommand.parser().setOut(writer).setErr(writer).execute(all);
  }
}
