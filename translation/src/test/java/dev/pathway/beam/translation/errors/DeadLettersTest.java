// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeadLettersTest {
  @TempDir private Path folder;

  @BeforeEach
  void findFileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    ClosedFiles.forgetAll();
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(UTF_8);
  }

  @Test
  void write_local_showsEachLineAtOnceInOneFile() throws IOException {
    Path file = folder.resolve("a/b/job-00000.jsonl");
    try (DeadLetters letters = new DeadLetters(folder.resolve("a/b").toString(), "job")) {
      letters.write(line("1"));
      assertThat(file).hasContent("1\n");
      letters.flush();
      letters.write(line("2"));
      assertThat(file).hasContent("1\n2\n");
    }
    try (var files = Files.list(folder.resolve("a/b"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void flush_fileSystemThatShowsClosedFiles_endsAFileIfThereIsAnythingNew() throws IOException {
    try (DeadLetters letters = new DeadLetters("closed:///errors", "job")) {
      letters.flush();
      letters.write(line("1"));
      letters.write(line("2"));
      assertThat(ClosedFiles.contents()).isEmpty();
      letters.flush();
      letters.flush();
      letters.write(line("3"));
      assertThat(ClosedFiles.contents())
          .containsExactly(Map.entry("/errors/job-00000.jsonl", "1\n2\n"));
    }
    assertThat(ClosedFiles.contents().values()).containsExactly("1\n2\n", "3\n");
  }

  @Test
  void check_usableFolder_leavesNoFile() throws IOException {
    DeadLetters.check(folder.resolve("made").toString());
    DeadLetters.check("closed:///errors");

    assertThat(folder.resolve("made")).isEmptyDirectory();
    assertThat(ClosedFiles.contents()).isEmpty();
  }

  @Test
  void check_folderThatCannotBe_throws() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");

    for (String unusable : List.of(file.toString(), file.resolve("below").toString())) {
      assertThatThrownBy(() -> DeadLetters.check(unusable)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> DeadLetters.check("nosuchscheme://a/b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
