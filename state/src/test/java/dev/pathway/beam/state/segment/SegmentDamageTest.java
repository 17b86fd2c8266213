// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the bytes of a segment, it is noticed. */
class SegmentDamageTest {
  @TempDir Path directory;
  private Path path;
  private byte[] intact;

  @BeforeEach
  void writeSegment() throws IOException {
    path = directory.resolve("segment");
    List<SegmentRecord> records = SegmentRecord.random(new SplittableRandom(1), 60);
    SegmentRecord.write(path, records).close();
    intact = Files.readAllBytes(path);
    assertThat(intact.length).isGreaterThan(3 * SegmentLayout.BLOCK_BYTES);
  }

  @Test
  void read_anyByteChanged_throws() throws IOException {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100; i++) {
      int index = random.nextInt(intact.length);
      assertDamageFound(index, random);
    }
    for (int index = intact.length - 200; index < intact.length; index++) {
      assertDamageFound(index, random);
    }
  }

  @Test
  void read_blockChanged_namesFileAndBlock() throws IOException {
    byte[] damaged = intact.clone();
    damaged[2 * SegmentLayout.BLOCK_BYTES + 17] ^= 1;
    Files.write(path, damaged);

    DamagedSegmentException failure =
        catchThrowableOfType(DamagedSegmentException.class, this::readAll);

    assertThat(failure).hasMessageContaining(path.toString()).hasMessageContaining("byte 131072");
    assertThat(failure.file()).isEqualTo(path);
    assertThat(failure.offset()).isEqualTo(2 * SegmentLayout.BLOCK_BYTES);
  }

  @Test
  void read_blocksSwapped_throws() throws IOException {
    byte[] damaged = intact.clone();
    System.arraycopy(intact, 0, damaged, SegmentLayout.BLOCK_BYTES, SegmentLayout.BLOCK_BYTES);
    System.arraycopy(intact, SegmentLayout.BLOCK_BYTES, damaged, 0, SegmentLayout.BLOCK_BYTES);
    Files.write(path, damaged);

    assertThatThrownBy(this::readAll).isInstanceOf(DamagedSegmentException.class);
  }

  @Test
  void open_truncated_throws() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      int length = i < 10 ? i * 10 : random.nextInt(intact.length);
      Files.write(path, Arrays.copyOf(intact, length));

      assertThatThrownBy(() -> Segment.open(path)).isInstanceOf(DamagedSegmentException.class);
    }
  }

  @Test
  void open_bytesInserted_throws() throws IOException {
    byte[] longer = new byte[intact.length + 5];
    System.arraycopy(intact, 0, longer, 5, intact.length);
    Files.write(path, longer);

    assertThatThrownBy(() -> Segment.open(path))
        .isInstanceOf(DamagedSegmentException.class)
        .hasMessageContaining("instead of");
  }

  @Test
  void open_otherFile_throws() throws IOException {
    Files.write(path, new byte[5000]);

    assertThatThrownBy(() -> Segment.open(path))
        .isInstanceOf(DamagedSegmentException.class)
        .hasMessageContaining("does not end as a segment does");
  }

  @Test
  void read_fileCutWhileOpen_throws() throws IOException {
    try (Segment segment = Segment.open(path)) {
      Files.write(path, Arrays.copyOf(intact, SegmentLayout.BLOCK_BYTES + 100));

      assertThatThrownBy(() -> readAll(segment))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining("the file ends within the block");
    }
  }

  private void assertDamageFound(int index, SplittableRandom random) throws IOException {
    byte[] damaged = intact.clone();
    damaged[index] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    Files.write(path, damaged);

    assertThatThrownBy(this::readAll)
        .as("byte %d changed", index)
        .isInstanceOf(DamagedSegmentException.class);
  }

  private void readAll() throws IOException {
    try (Segment segment = Segment.open(path)) {
      readAll(segment);
    }
  }

  private static void readAll(Segment segment) throws IOException {
    SegmentReader reader = segment.read();
    while (reader.next()) {
      reader.payload().open().readAllBytes();
    }
  }
}
