// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFileTest {

  @TempDir private Path directory;

  @Test
  void prepare_anySize_givesThatManyWords() throws IOException {
    assertThat(words(text(1))).hasSize(1);
    assertThat(words(text(12_345))).hasSize(12_345);
  }

  @Test
  void prepare_twice_keepsTheFile() throws IOException {
    Path text = text(100);
    Files.writeString(text, "mine");

    assertThat(text(100)).hasContent("mine");
  }

  @Test
  void prepare_manyWords_frequenciesFallOff() throws IOException {
    Map<String, Long> counts = new HashMap<>();
    words(text(100_000)).forEach(word -> counts.merge(word, 1L, Long::sum));

    assertThat(Collections.max(counts.values())).isBetween(8_000L, 10_000L);
    assertThat(counts).hasSizeGreaterThan(15_000);
  }

  @Test
  void prepare_startup_isAbout100Kilobytes() throws IOException {
    assertThat(Files.size(text(Workloads.named("startup").size(1)))).isBetween(99_000L, 101_000L);
  }

  private Path text(long words) throws IOException {
    Parameters parameters = new Parameters(words, directory, directory);
    TextFile.prepare(parameters);
    return TextFile.path(parameters);
  }

  private static List<String> words(Path text) throws IOException {
    List<String> words = new ArrayList<>();
    for (String line : Files.readAllLines(text)) {
      WordCount.tokenise(line, words::add);
    }
    return words;
  }
}
