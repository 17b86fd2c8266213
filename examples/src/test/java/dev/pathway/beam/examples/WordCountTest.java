// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WordCountTest {
  @TempDir Path folder;

  @Test
  void countWords_lettersAndOthers_countsRunsOfLetters() {
    TestPipeline pipeline = Pipelines.create();

    PCollection<KV<String, Long>> counts =
        pipeline
            .apply(Create.of("to be, or not to be", "", "déjà-vu 2 be"))
            .apply(new WordCount.CountWords());

    PAssert.that(counts)
        .containsInAnyOrder(
            List.of(
                KV.of("to", 2L),
                KV.of("be", 3L),
                KV.of("or", 1L),
                KV.of("not", 1L),
                KV.of("déjà", 1L),
                KV.of("vu", 1L)));
    pipeline.run();
  }

  @Test
  void main_fileWithText_writesCounts() throws Exception {
    Path input = Files.write(folder.resolve("in put.txt"), List.of("a b", "b"));

    run(input);

    assertThat(TextFiles.lines(folder.resolve("counts"))).containsExactlyInAnyOrder("a: 1", "b: 2");
  }

  @Test
  void main_emptyFile_writesNoCounts() throws Exception {
    Path input = Files.createFile(folder.resolve("empty.txt"));

    run(input);

    assertThat(TextFiles.lines(folder.resolve("counts"))).isEmpty();
  }

  @Test
  void main_missingFile_failsAndWritesNothing() {
    assertThatThrownBy(() -> run(folder.resolve("missing.txt")))
        .isInstanceOf(PipelineExecutionException.class)
        .hasCauseInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("missing.txt");

    assertThat(folder).isEmptyDirectory();
  }

  private void run(Path input) {
    WordCount.main(
        new String[] {
          "--runner=TestPathwayRunner", "--input=" + input, "--output=" + folder.resolve("counts")
        });
  }
}
