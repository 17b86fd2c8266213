// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExamplesTest {
  @TempDir Path folder;

  @Test
  void run_noRunner_runsOnPathwayRunner() throws Exception {
    Path input = Files.write(folder.resolve("input"), List.of("word"));
    Path output = folder.resolve("counts");

    Examples.run(new String[] {"wordcount", "--input=" + input, "--output=" + output});

    assertThat(TextFiles.lines(output)).containsExactly("word: 1");
  }

  @Test
  void run_unknownName_listsTheExamples() {
    assertThatThrownBy(() -> Examples.run(new String[] {"wordcont"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("There is no example 'wordcont'")
        .hasMessageContaining("wordcount")
        .hasMessageContaining("sessions");
  }

  @Test
  void run_unknownOption_namesIt() {
    assertThatThrownBy(() -> Examples.run(new String[] {"wordcount", "--inputs=x"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'inputs'");
  }
}
