// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentWriterTest {
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir Path directory;

  @Test
  void close_unfinished_deletesTheFile() throws IOException {
    Path path = directory.resolve("segment");

    try (SegmentWriter writer = SegmentWriter.create(path)) {
      writer.append(BYTES, 0, 3, 0);
      assertThat(path).exists();
    }

    assertThat(path).doesNotExist();
  }

  @Test
  void close_finished_keepsTheFile() throws IOException {
    Path path = directory.resolve("segment");

    try (SegmentWriter writer = SegmentWriter.create(path)) {
      writer.append(BYTES, 1, 2, 0);
      writer.finish().close();
    }

    try (Segment segment = Segment.open(path)) {
      assertThat(segment.records()).isEqualTo(1);
      assertThat(segment.path()).isEqualTo(path);
    }
  }

  @Test
  void create_fileExists_throws() throws IOException {
    Path path = Files.createFile(directory.resolve("segment"));

    assertThatThrownBy(() -> SegmentWriter.create(path))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void append_keyLessThanTheOneBefore_throws() throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(directory.resolve("segment"))) {
      writer.append(new byte[] {-1}, 0, 1, 0);

      assertThatThrownBy(() -> writer.append(new byte[] {1}, 0, 1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The key of record 2 is less than the one before");
    }
  }

  @Test
  void append_payloadIncomplete_throws() throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(directory.resolve("segment"))) {
      writer.append(BYTES, 0, 3, 3);
      writer.write(BYTES, 0, 1);

      assertThatThrownBy(() -> writer.append(BYTES, 0, 3, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The payload of record 1 still lacks 2 bytes");
      assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void write_moreThanThePayload_throws() throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(directory.resolve("segment"))) {
      writer.append(BYTES, 0, 3, 2);

      assertThatThrownBy(() -> writer.write(BYTES, 0, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The record's payload has room for 2 more bytes, not 3");
    }
  }

  @Test
  void append_finished_throws() throws IOException {
    SegmentWriter writer = SegmentWriter.create(directory.resolve("segment"));
    writer.finish().close();

    assertThatThrownBy(() -> writer.append(BYTES, 0, 3, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("finished or closed");
  }
}
