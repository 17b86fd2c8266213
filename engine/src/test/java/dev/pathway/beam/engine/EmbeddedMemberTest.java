// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How programs that run jobs end, and what they show to others meanwhile. */
final class EmbeddedMemberTest {
  private static final Duration PROMPTLY = Duration.ofSeconds(1);

  @TempDir private Path directory;

  private record Outcome(int exitCode, String out, String err, long endMillis) {
    long timeOf(String words) {
      Matcher matcher = Pattern.compile(Pattern.quote(words) + " at (\\d+)").matcher(out);
      assertThat(matcher.find()).as("'%s' in %s%s", words, out, err).isTrue();
      return Long.parseLong(matcher.group(1));
    }

    Duration sinceMainEnded() {
      return Duration.ofMillis(endMillis - timeOf("main ends"));
    }
  }

  private Outcome run(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the program ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    long endMillis = System.currentTimeMillis();
    return new Outcome(
        process.exitValue(), Files.readString(out), Files.readString(err), endMillis);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void program_thatWaitsForItsJobs_endsPromptlyWithoutAWordAndListensToNobodyElse()
      throws Exception {
    Outcome outcome = run(Programs.Waiting.class);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.sinceMainEnded()).isLessThan(PROMPTLY);
    assertThat(outcome.out().lines().filter(line -> line.startsWith("listens")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("listens to loopback"));
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void program_thatDoesNotWait_endsAfterItsJob() throws Exception {
    Outcome outcome = run(Programs.Detached.class);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.timeOf("waited")).isGreaterThan(outcome.timeOf("main ends"));
    assertThat(outcome.endMillis() - outcome.timeOf("job ended")).isLessThan(PROMPTLY.toMillis());
  }

  @Test
  void program_withThreadsBesideMain_keepsItsMemberUntilTheyEnd() throws Exception {
    Outcome outcome = run(Programs.Server.class);

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("members 1");
    assertThat(outcome.timeOf("main ends")).isGreaterThan(outcome.timeOf("main ended"));
    assertThat(outcome.sinceMainEnded()).isLessThan(PROMPTLY);
  }

  @Test
  void program_thatFailsWithItsJob_endsPromptlyWithTheStep() throws Exception {
    Outcome outcome = run(Programs.Failing.class);

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.sinceMainEnded()).isLessThan(PROMPTLY);
    assertThat(outcome.err())
        .contains("'divide' failed", "ArithmeticException")
        .doesNotContain("hazelcast");
  }

  @Test
  void program_thatExitsWhileAJobRuns_endsPromptlyAndLeavesNoFiles() throws Exception {
    Path spill = Files.createDirectory(directory.resolve("spill"));

    Outcome outcome = run(Programs.Exiting.class, spill.toString());

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.timeOf("freed")).isGreaterThanOrEqualTo(outcome.timeOf("main ends"));
    assertThat(outcome.out()).contains("spill directories 1");
    assertThat(outcome.sinceMainEnded()).isLessThan(PROMPTLY);
    assertThat(spill).isEmptyDirectory();
  }

  @Test
  void program_thatExitsWhileJobsIgnoreInterrupts_waitsForAllOfThemAtOnce() throws Exception {
    Outcome outcome = run(Programs.ExitingStubborn.class);

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.sinceMainEnded())
        .isBetween(Job.STOP_PATIENCE, Job.STOP_PATIENCE.multipliedBy(2));
  }
}
