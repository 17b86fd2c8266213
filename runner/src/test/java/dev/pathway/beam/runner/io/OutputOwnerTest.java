// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose a folder of outputs is, as {@code LATEST.json} says. */
final class OutputOwnerTest {
  @TempDir private Path folder;

  private Path state(String name) {
    return folder.resolve("state of " + name);
  }

  private Path output(String name) {
    return folder.resolve(name);
  }

  private void run(String job, String output, String... lines) {
    Pipeline pipeline =
        Pipeline.create(
            PipelineOptionsFactory.fromArgs(
                    "--runner=PathwayRunner", "--incremental", "--stateDir=" + state(job))
                .create());
    pipeline
        .apply(Create.of(List.of(lines)).withCoder(StringUtf8Coder.of()))
        .apply(TextIO.write().to(output(output).resolve("lines").toString()).withNumShards(1));
    pipeline.run();
  }

  private List<String> lines(String output) throws IOException {
    return Files.readAllLines(output(output).resolve("lines-00000-of-00001"));
  }

  private void assertRefused(String job, String output, String... lines) {
    Map<Path, OutputFiles.Version> before = OutputFiles.versions(output(output));

    assertThatThrownBy(() -> run(job, output, lines))
        .hasMessageContaining("'" + output(output) + "'")
        .hasMessageContaining("'" + state("a") + "'")
        .hasMessageContaining("'" + state("b") + "'")
        .hasMessageContaining("delete '" + output(output).resolve("_pathway") + "'");

    Map<Path, OutputFiles.Version> after = OutputFiles.versions(output(output));
    assertThat(after.keySet()).isEqualTo(before.keySet());
    after.forEach((file, now) -> assertThat(now.same(before.get(file))).isTrue());
  }

  @Test
  void run_folderOfAnotherJob_refusedAndTheOtherGoesOn() throws IOException {
    run("a", "out", "one");

    assertRefused("b", "out", "two");

    run("a", "out", "three");
    assertThat(lines("out")).containsExactly("three");
    run("b", "elsewhere", "two");
    assertThat(lines("elsewhere")).containsExactly("two");
  }

  @Test
  void run_sameStateThroughALink_goesOn() throws IOException {
    run("a", "out", "one");
    Files.createSymbolicLink(state("b"), state("a"));

    run("b", "out", "two");
    assertThat(lines("out")).containsExactly("two");
    run("a", "out", "three");
    assertThat(lines("out")).containsExactly("three");
  }

  @Test
  void run_folderOfAJobThatWasReset_isTakenOver() throws IOException {
    run("a", "out", "one");
    Files.createFile(state("a").resolve("the user's"));
    new StateDirectory(state("a")).delete();

    run("b", "out", "two");

    assertThat(lines("out")).containsExactly("two");
    assertRefused("a", "out", "three");
  }

  @Test
  void run_latestWasDeleted_isTakenOverAndTheFormerJobNotice() throws IOException {
    run("a", "out", "one");
    Files.delete(output("out").resolve("_pathway/LATEST.json"));
    run("b", "out", "another length");

    // Its file is not of the length that it had, which it would mend otherwise.
    assertRefused("a", "out", "one");
    assertRefused("a", "out", "three");

    assertThat(lines("out")).containsExactly("another length");
  }

  @Test
  void run_outputsMove_formerFolderIsNobodys() throws IOException {
    run("a", "before", "one");

    run("a", "after", "one");

    assertThat(lines("after")).containsExactly("one");
    assertThat(Written.files(output("before"))).isEmpty();
    assertThat(output("before").resolve("_pathway")).doesNotExist();
    run("b", "before", "two");
    assertThat(lines("before")).containsExactly("two");
    run("a", "after", "three");
    assertThat(lines("after")).containsExactly("three");
  }
}
