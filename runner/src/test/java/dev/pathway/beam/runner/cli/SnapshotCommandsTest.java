// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.Pipelines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State directories of streaming pipelines. */
final class SnapshotCommandsTest {
  @TempDir private Path folder;

  private void run(String transform, String... more) {
    Pipeline pipeline =
        Pipelines.create(
            Stream.concat(
                    Stream.of("--streaming", "--snapshotInterval=20ms", "--stateDir=" + folder),
                    Stream.of(more))
                .toArray(String[]::new));
    pipeline
        .apply(GenerateSequence.from(0).to(100))
        .apply(WithKeys.<Long, Long>of(number -> number % 3).withKeyType(TypeDescriptors.longs()))
        .apply(transform, Sum.longsPerKey())
        .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf));
    pipeline.run();
  }

  private String state(String command) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new StateCommands(new PrintStream(out, true, UTF_8))
        .run(new String[] {command, folder.toString()});
    return out.toString(UTF_8);
  }

  @Test
  void commands_afterARun_listCheckAndForgetSnapshots() throws Exception {
    run("Sums");

    assertThat(state("show")).contains("SNAPSHOT").containsPattern("\\R +[0-9]+  [0-9]{4}-");
    assertThat(state("verify")).contains("snapshots, whose files are there");
    assertThat(state("reset")).contains("the next run begins anew");
    assertThat(state("show")).contains("no snapshot has been taken");
  }

  @Test
  void verify_damagedFile_isNamed() throws Exception {
    run("Sums");
    List<Path> manifests;
    try (Stream<Path> files = Files.walk(folder.resolve("snapshots"))) {
      manifests =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toString().contains("manifest"))
              .toList();
    }
    for (Path manifest : manifests) {
      byte[] bytes = Files.readAllBytes(manifest);
      bytes[bytes.length / 2] ^= 1;
      Files.write(manifest, bytes);
    }

    assertThatThrownBy(() -> state("verify"))
        .hasMessageContaining("is not as it was written")
        .hasMessageContaining("manifest");
  }

  @Test
  void run_changedPipeline_isRefusedUnlessAllowed() {
    run("Sums");

    assertThatThrownBy(() -> run("Other sums"))
        .hasMessageContaining("the pipeline has changed")
        .hasMessageContaining("'Other sums")
        .hasMessageContaining("--allowStageChanges");
    run("Other sums", "--allowStageChanges");
  }

  @Test
  void run_directoryOfAnotherKind_isRefused() throws Exception {
    run("Sums");

    Pipeline batch = Pipelines.create("--incremental", "--stateDir=" + folder);
    batch.apply(GenerateSequence.from(0).to(10));
    assertThatThrownBy(batch::run)
        .hasMessageContaining("there is one of a streaming pipeline in it");
  }
}
