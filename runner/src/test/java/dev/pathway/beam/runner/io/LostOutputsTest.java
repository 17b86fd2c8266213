// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Outputs that somebody else has deleted or changed before the next incremental run. */
final class LostOutputsTest {
  @TempDir private Path folder;

  private final CrashHistory history = new CrashHistory(1);

  private enum Damage {
    DELETED {
      @Override
      void apply(Path output) throws IOException {
        Files.delete(file(output));
      }
    },
    CUT {
      @Override
      void apply(Path output) throws IOException {
        Files.writeString(file(output), CrashChain.BEGIN);
      }
    },
    LATEST_DELETED {
      @Override
      void apply(Path output) throws IOException {
        Files.delete(output.resolve("_pathway/LATEST.json"));
      }
    },
    FOLDER_DELETED {
      @Override
      void apply(Path output) throws IOException {
        try (Stream<Path> all = Files.walk(output)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
    };

    abstract void apply(Path output) throws IOException;

    private static Path file(Path output) {
      return output.resolve(LatestJson.read(output).names().get(0));
    }
  }

  @BeforeEach
  void runOnce() throws IOException {
    Files.createDirectories(CrashChain.in(folder));
    run(1);
  }

  private void run(int version) throws IOException {
    input(version);
    CrashChain.run(folder);
  }

  private void input(int version) throws IOException {
    CrashHistory.Version next = history.version(version);
    next.write(CrashChain.in(folder), history.version(version - 1), version);
    Files.write(CrashChain.created(folder), next.created());
  }

  private void assertOutputs(int version) throws IOException {
    new VisibleOutputs(folder, history).checkEnd(version);
  }

  @ParameterizedTest
  @EnumSource
  void run_outputsLost_allOfTheirWriteAreWrittenAgain(Damage damage) throws IOException {
    for (String output : List.of("counts", "windows", "letters/b")) {
      damage.apply(folder.resolve(output));
    }

    CrashChain.run(folder);

    assertOutputs(1);
    run(2);
    assertOutputs(2);
  }

  @ParameterizedTest
  @CsvSource({"DELETED,counts", "CUT,windows", "FOLDER_DELETED,letters/b"})
  void run_outputsLostAndInputsChanged_areThoseOfTheInputs(Damage damage, String output)
      throws IOException {
    damage.apply(folder.resolve(output));

    run(2);

    assertOutputs(2);
  }

  @Test
  void run_outputLost_isToldAndOtherWritesAreLeftAlone() throws IOException {
    Map<Path, OutputFiles.Version> before = OutputFiles.versions(folder.resolve("windows"));
    Path counts = folder.resolve("counts");
    Path lost = Damage.file(counts);
    Files.delete(lost);

    try (CapturedLog log = CapturedLog.of("dev.pathway.beam.connectors.file.LostFiles")) {
      CrashChain.run(folder);

      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains(counts.toString(), lost.getFileName().toString());
    }
    assertThat(OutputFiles.versions(folder.resolve("windows")))
        .allSatisfy(
            (file, version) ->
                assertThat(version.same(Objects.requireNonNull(before.get(file)))).isTrue());
  }

  @ParameterizedTest
  @EnumSource(names = {"DELETED", "CUT", "LATEST_DELETED"})
  void dryRun_outputsLost_changesNoOutput(Damage damage) throws IOException {
    Path counts = folder.resolve("counts");
    damage.apply(counts);
    Map<Path, OutputFiles.Version> before = OutputFiles.versions(counts);
    String latest = latest(counts);

    CrashChain.run(folder, "--dryRun");

    assertThat(latest(counts)).isEqualTo(latest);
    assertThat(OutputFiles.versions(counts).keySet()).isEqualTo(before.keySet());
    CrashChain.run(folder);
    assertOutputs(1);
  }

  private static String latest(Path output) throws IOException {
    Path latest = output.resolve("_pathway/LATEST.json");
    return Files.exists(latest) ? Files.readString(latest) : "none";
  }

  @Test
  void run_outputLostAndRunFails_latestDoesNotNameIt() throws IOException {
    Path counts = folder.resolve("counts");
    Path lost = Damage.file(counts);
    Files.delete(lost);
    Files.write(CrashChain.created(folder), List.of("no line"));

    assertThatThrownBy(() -> CrashChain.run(folder)).isInstanceOf(PipelineExecutionException.class);

    LatestJson latest = LatestJson.read(counts);
    assertThat(latest.complete()).isFalse();
    assertThat(latest.names()).hasSize(2).doesNotContain(lost.getFileName().toString());
    run(2);
    assertOutputs(2);
  }

  @Test
  void run_latestIsOfAJobThatIsGone_ownFilesAreWrittenAgain() throws IOException {
    Path counts = folder.resolve("counts");
    Map<Path, OutputFiles.Version> before = OutputFiles.versions(counts);
    Path latest = counts.resolve("_pathway/LATEST.json");
    String own = Files.readString(latest);

    // It may have written over some of them, and as much as there was.
    Files.writeString(
        latest,
        own.replaceFirst("\"owner\": \"", "\"owner\": \"another than ")
            .replaceFirst("\"stateDir\": \"", "\"stateDir\": \"/gone"));
    CrashChain.run(folder);

    assertThat(OutputFiles.files(counts))
        .hasSizeGreaterThan(1)
        .noneMatch(
            file ->
                Objects.requireNonNull(OutputFiles.versions(counts).get(file))
                    .same(before.get(file)));
    assertThat(Files.readString(latest))
        .isNotEqualTo(own)
        .contains(own.lines().filter(line -> line.contains("stateDir")).toList());
    assertOutputs(1);
  }
}
