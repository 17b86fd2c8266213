// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFilterTest {
  private static final int KEYS = 50_000;

  @TempDir Path directory;

  @Test
  void mayContain_keysThatAreThere_isTrue() throws IOException {
    try (Segment segment = write(KEYS)) {
      for (long i = 0; i < KEYS; i++) {
        assertThat(segment.mayContain(hash(2 * i))).isTrue();
      }
    }
  }

  @Test
  void mayContain_keysThatAreNot_isMostlyFalse() throws IOException {
    try (Segment segment = write(KEYS)) {
      int passed = 0;
      for (long i = 0; i < KEYS; i++) {
        passed += segment.mayContain(hash(2 * i + 1)) ? 1 : 0;
      }
      assertThat(passed).isLessThan(KEYS / 50);
    }
  }

  @Test
  void mayContain_moreKeysThanForeseen_neverMissesOne() throws IOException {
    try (Segment segment = write(1)) {
      for (long i = 0; i < KEYS; i++) {
        assertThat(segment.mayContain(hash(2 * i))).isTrue();
      }
    }
  }

  @Test
  void mayContain_withoutFilter_isTrue() throws IOException {
    try (SegmentWriter writer = SegmentWriter.create(directory.resolve("segment"));
        Segment segment = writer.finish()) {
      assertThat(segment.mayContain(hash(1))).isTrue();
    }
  }

  @Test
  void hash_ofTheFileFormat_staysAsItIs() {
    assertThat(hash("")).isEqualTo(0L);
    assertThat(hash("key")).isEqualTo(hash("key"));
    byte[] padded = "..a key of more than eight bytes..".getBytes(UTF_8);
    assertThat(KeyFilter.hash(padded, 2, padded.length - 4))
        .isEqualTo(hash("a key of more than eight bytes"));
  }

  @Test
  void hash_similarKeys_differs() {
    Set<Long> hashes = new HashSet<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int length = 0; length < 40; length++) {
      hashes.add(KeyFilter.hash(new byte[length], 0, length));
      byte[] key = new byte[length];
      random.nextBytes(key);
      for (int bit = 0; bit < length * Byte.SIZE; bit++) {
        byte[] changed = key.clone();
        changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        hashes.add(KeyFilter.hash(changed, 0, length));
      }
    }
    assertThat(hashes).hasSize(40 + Byte.SIZE * 39 * 40 / 2);
  }

  @Test
  void mayContain_fileCutWithinTheFilter_throws() throws IOException {
    try (Segment segment = write(KEYS)) {
      Files.write(segment.path(), new byte[10]);

      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> segment.mayContain(hash(1))))
          .isInstanceOf(DamagedSegmentException.class)
          .hasMessageContaining("the file ends within the key filter");
    }
  }

  private Segment write(long foreseen) throws IOException {
    try (SegmentWriter writer =
        SegmentWriter.create(directory.resolve("segment"), SegmentShape.lookup(foreseen))) {
      for (long i = 0; i < KEYS; i++) {
        writer.append(key(2 * i), 0, Long.BYTES, 0);
        writer.append(key(2 * i), 0, Long.BYTES, 0);
      }
      Segment segment = writer.finish();
      assertThat(segment.keys()).isEqualTo(KEYS);
      assertThat(segment.records()).isEqualTo(2 * KEYS);
      return segment;
    }
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long hash(long number) {
    return KeyFilter.hash(key(number), 0, Long.BYTES);
  }

  private static long hash(String key) {
    byte[] bytes = key.getBytes(UTF_8);
    return KeyFilter.hash(bytes, 0, bytes.length);
  }
}
