// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScratchTest {

  @TempDir private Path directory;

  @Test
  void create_leftovers_areGone() throws IOException {
    Path scratch = directory.resolve("scratch");
    Files.createDirectories(scratch.resolve("output"));
    Files.writeString(scratch.resolve("output").resolve("old"), "old");

    try (Scratch created = Scratch.create(scratch)) {
      assertThat(created.output()).isEmptyDirectory();
      assertThat(created.temporary()).isEmptyDirectory();
    }
  }

  @Test
  void close_filesInIt_areDeleted() throws IOException {
    Path scratch = directory.resolve("scratch");

    try (Scratch created = Scratch.create(scratch)) {
      Files.writeString(created.output().resolve("new"), "new");
    }

    assertThat(scratch).doesNotExist();
  }
}
