// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.runner.EndlessProgram;
import dev.pathway.beam.runner.ForkedProgram;
import dev.pathway.beam.runner.ForkedProgram.Ended;
import dev.pathway.beam.runner.control.ControlClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands and the jobs that they are about, each in a process of its own. */
final class JobCommandsTest {
  private static final String USER = "ann";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final List<ForkedProgram> programs = new ArrayList<>();

  @AfterEach
  void endPrograms() throws InterruptedException {
    for (ForkedProgram program : programs) {
      program.close();
      program.process().waitFor();
    }
  }

  private ForkedProgram start(String... mainAndArgs) throws IOException {
    ForkedProgram program =
        ForkedProgram.start(
            folder, List.of("-Duser.name=" + USER, "-XX:TieredStopAtLevel=1"), mainAndArgs);
    programs.add(program);
    return program;
  }

  /** Starts a streaming job and waits until it has read everything and can be reached. */
  private ForkedProgram startJob(String name) throws IOException {
    long before = sockets();
    ForkedProgram job = start(EndlessProgram.class.getName(), "--jobName=" + name);
    job.awaitOutput("seen the last");
    Awaitility.await().atMost(PATIENCE).until(this::sockets, count -> count > before);
    return job;
  }

  private Path socketFolder() {
    return folder.resolve("pathway-" + USER);
  }

  private long sockets() throws IOException {
    if (!Files.exists(socketFolder())) {
      return 0;
    }
    try (Stream<Path> files = Files.list(socketFolder())) {
      return files.filter(file -> file.toString().endsWith(".sock")).count();
    }
  }

  private Ended command(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of(JobCommands.class.getName()));
    all.addAll(List.of(args));
    return start(all.toArray(String[]::new)).awaitEnd();
  }

  private static String idIn(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  @Test
  void drain_streamingJob_firesItsWindowsAndEndsIt() throws Exception {
    ForkedProgram job = startJob("counts");

    Ended listed = command("jobs");
    Ended drained = command("drain", "counts");
    Ended ended = job.awaitEnd();

    assertThat(listed.exitCode()).isZero();
    assertThat(listed.output().lines())
        .hasSize(2)
        .first()
        .asString()
        .matches("ID +STATE +KIND +SINCE +NAME");
    assertThat(listed.output()).containsPattern("[-0-9a-f]{36}  RUNNING +streaming +20.* counts\n");
    assertThat(drained.output()).matches("job 'counts' \\([-0-9a-f]{36}\\) has ended: DONE\n");
    assertThat(drained.exitCode()).isZero();
    assertThat(ended.output()).contains("window of 1970-01-01T00:00:00.000Z has 100", "state DONE");
    assertThat(ended.exitCode()).isZero();
    assertThat(sockets()).isZero();
    assertThat(command("jobs").output()).isEqualTo("No jobs are running.\n");
  }

  @Test
  void cancel_streamingJobById_stopsItWithoutFiringWindows() throws Exception {
    ForkedProgram job = startJob("counts");
    String id = idIn(command("jobs").output().lines().toList().get(1));

    Ended cancelled = command("cancel", id);
    Ended ended = job.awaitEnd();

    assertThat(cancelled.output()).isEqualTo("job 'counts' (" + id + ") has ended: CANCELLED\n");
    assertThat(cancelled.exitCode()).isZero();
    assertThat(ended.output()).contains("state CANCELLED").doesNotContain("window of");
    assertThat(sockets()).isZero();
  }

  @Test
  void drain_nameOfTwoJobs_listsTheirIdsAndEndsNeither() throws Exception {
    ForkedProgram first = startJob("twins");
    ForkedProgram second = startJob("twins");

    Ended ambiguous = command("drain", "twins");

    List<String> lines = ambiguous.output().lines().toList();
    assertThat(ambiguous.exitCode()).isEqualTo(1);
    assertThat(lines.get(0))
        .isEqualTo("pathway: 2 jobs have the name 'twins': say which by its id");
    assertThat(lines).hasSize(4);
    assertThat(first.process().isAlive() && second.process().isAlive()).isTrue();

    assertThat(command("drain", idIn(lines.get(2))).exitCode()).isZero();
    assertThat(first.awaitEnd().output()).contains("state DONE");
    assertThat(command("cancel", "twins", "--timeout=20").exitCode()).isZero();
    assertThat(second.awaitEnd().output()).contains("state CANCELLED");
  }

  @Test
  void cancel_beginningOfANameOrNone_endsTheOnlyOneElseListsThem() throws Exception {
    ForkedProgram clicks = startJob("clicks");
    ForkedProgram counts = startJob("counts");

    Ended unknown = command("cancel", "missing");
    Ended ambiguous = command("cancel", "c");
    Ended empty = command("cancel", "");

    List<String> lines = unknown.output().lines().toList();
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(lines.get(0))
        .isEqualTo("pathway: no job with the name or id 'missing' is running; these are:");
    assertThat(lines.get(2)).endsWith("clicks");
    assertThat(lines.get(3)).endsWith("counts");
    assertThat(lines).hasSize(4);
    assertThat(ambiguous.output())
        .startsWith("pathway: 2 jobs have a name that begins with 'c': say which by its id\n");
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(clicks.process().isAlive() && counts.process().isAlive()).isTrue();

    assertThat(command("cancel", "cl").output()).startsWith("job 'clicks' (");
    assertThat(clicks.awaitEnd().output()).contains("state CANCELLED");
    assertThat(command("cancel", "counts").exitCode()).isZero();
    assertThat(counts.awaitEnd().output()).contains("state CANCELLED");
    assertThat(command("cancel", "counts").output())
        .isEqualTo("pathway: no job with the name or id 'counts' is running, nor any other\n");
  }

  @Test
  void jobs_processThatWasKilled_forgetsIt() throws Exception {
    ForkedProgram killed = startJob("killed");
    killed.close();
    killed.process().waitFor();
    assertThat(sockets()).isEqualTo(1);

    assertThat(command("jobs").output()).isEqualTo("No jobs are running.\n");

    assertThat(sockets()).isZero();
  }

  @Test
  void jobs_processThatWasTerminated_leavesNoSocket() throws Exception {
    ForkedProgram terminated = startJob("terminated");

    terminated.process().destroy();
    terminated.awaitEnd();

    assertThat(sockets()).isZero();
  }

  @Test
  void run_folderOfAnotherKind_runsWithoutASocket() throws Exception {
    Files.createDirectory(socketFolder());
    Files.setPosixFilePermissions(socketFolder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    ForkedProgram job = start(EndlessProgram.class.getName(), "--jobName=alone");
    job.awaitOutput("seen the last");

    Ended drained = command("drain", "alone");

    assertThat(drained.exitCode()).isEqualTo(1);
    assertThat(job.process().isAlive()).isTrue();
    assertThat(job.output()).doesNotContainIgnoringCase("control", "socket");
  }

  @Test
  void run_controlSocketOff_hasNone() throws Exception {
    ForkedProgram off =
        start(EndlessProgram.class.getName(), "--jobName=off", "--controlSocket=false");
    ForkedProgram on = startJob("on");
    off.awaitOutput("seen the last");

    assertThat(command("jobs").output()).contains(" on\n").doesNotContain(" off\n");

    assertThat(command("cancel", "on").exitCode()).isZero();
    on.awaitEnd();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 'drain', 'Name one job: bin/pathway drain JOB [--timeout=SECONDS]'",
    "2, 'cancel,one,two', 'Name one job: bin/pathway cancel JOB [--timeout=SECONDS]'",
    "2, 'drain,one,--timeout=soon', '--timeout must be a number of seconds, at least 1: soon'",
    "2, 'jobs,all', '''jobs'' takes no arguments: all'",
  })
  void run_whatCannotBeDone_saysWhyInOneLine(int exitCode, String args, String message) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    JobCommands commands = new JobCommands(ControlClient.ofUser(), System.out);

    int ended = Launcher.run(commands::run, args.split(","), new PrintStream(err, true, UTF_8));

    assertThat(err.toString(UTF_8)).isEqualTo("pathway: " + message + "\n");
    assertThat(ended).isEqualTo(exitCode);
  }
}
