// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.ForkedProgram;
import dev.pathway.beam.runner.StateDirectory;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that is stopped in the middle of a run, and goes on after somebody has deleted the
 * state directory, lock and all, and another run has made it anew.
 */
@DisabledOnOs(OS.WINDOWS)
final class ReplacedStateTest {
  private static final long SEED = 1;

  @TempDir private Path folder;

  private final CrashHistory history = new CrashHistory(SEED);

  @ParameterizedTest
  @EnumSource(names = {"STAGING", "WRITING", "COMMITTED", "PUBLISHING_MORE"})
  void run_stateReplacedMeanwhile_losesWithoutHarm(CrashMoment moment) throws Exception {
    Files.createDirectories(CrashChain.in(folder));
    input(1);
    try (ForkedProgram stopped =
        ForkedProgram.start(
            folder,
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            CrashChain.class.getName(),
            folder.toString())) {
      moment.await(stopped, folder, "1", new SplittableRandom(SEED));
      signal(stopped, "-STOP");
      input(2);
      assertThatThrownBy(() -> CrashChain.run(folder)).hasMessageContaining("in use by a job");
      delete(CrashChain.state(folder));
      CrashChain.run(folder);
      assertOutputs(2);

      signal(stopped, "-CONT");
      stopped.process().getOutputStream().close();
      stopped.awaitEnd();
    }

    assertOutputs(2);
    try (TraceStore store =
        TraceStore.open(
            new StateDirectory(CrashChain.state(folder)).trace(),
            new MemoryBudget(0),
            () -> {
              throw new AssertionError("nothing is added");
            })) {
      assertThat(store.verify()).isEmpty();
    }
    input(3);
    CrashChain.run(folder);
    assertOutputs(3);
  }

  private void input(int version) throws IOException {
    CrashHistory.Version next = history.version(version);
    next.write(CrashChain.in(folder), history.version(version - 1), version);
    Files.write(CrashChain.created(folder), next.created());
  }

  private static void signal(ForkedProgram program, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", signal, Long.toString(program.process().pid()))
                .start()
                .waitFor())
        .isZero();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Checks what LATEST.json names: a first run leaves files that it has not written. */
  private void assertOutputs(int version) {
    CrashChain.expected(history.version(version).lines())
        .forEach(
            (output, lines) -> {
              Path place = folder.resolve(output);
              LatestJson latest = LatestJson.read(place);
              if (!lines.isEmpty()) {
                assertThat(latest.complete()).isTrue();
                assertThat(latest.names())
                    .flatMap(name -> OutputFiles.lines(place.resolve(name)))
                    .filteredOn(
                        line -> !line.equals(CrashChain.BEGIN) && !line.equals(CrashChain.END))
                    .as("%s of version %s", output, version)
                    .containsExactlyInAnyOrderElementsOf(lines);
              }
            });
  }
}
