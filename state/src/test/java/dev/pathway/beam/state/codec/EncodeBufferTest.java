// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodeBufferTest {

  static Stream<Long> seeds() {
    return Seeds.of(EncodeBufferTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void write_randomPieces_areReadInAllWays(long seed) throws Exception {
    Seeds.check(seed, 40, EncodeBufferTest::writeAndRead);
  }

  @Test
  void array_fewBytes_startsWithThem() {
    EncodeBuffer buffer = new EncodeBuffer();

    buffer.write(new byte[] {1, 2, 3}, 1, 2);
    buffer.write(4);

    assertThat(buffer.isContiguous()).isTrue();
    assertThat(buffer.array()).startsWith(2, 3, 4);
    assertThat(buffer.size()).isEqualTo(3);
  }

  @Test
  void array_manyBytes_throws() {
    EncodeBuffer buffer = new EncodeBuffer();

    buffer.write(new byte[100_000], 0, 100_000);

    assertThat(buffer.isContiguous()).isFalse();
    assertThatThrownBy(buffer::array)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("100000 bytes");
  }

  @Test
  void clear_manyBytes_isContiguousAgain() {
    EncodeBuffer buffer = new EncodeBuffer();
    buffer.write(new byte[100_000], 0, 100_000);

    buffer.clear();
    buffer.write(7);

    assertThat(buffer.isContiguous()).isTrue();
    assertThat(buffer.toByteArray()).containsExactly(7);
  }

  private static void writeAndRead(long seed, int steps) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    EncodeBuffer buffer = new EncodeBuffer();
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < steps; i++) {
      byte[] piece = new byte[random.nextInt(1 << random.nextInt(1, 17))];
      random.nextBytes(piece);
      if (piece.length == 1) {
        buffer.write(piece[0]);
        expected.write(piece[0]);
      } else {
        int from = random.nextInt(piece.length + 1);
        buffer.write(piece, from, piece.length - from);
        expected.write(piece, from, piece.length - from);
      }
    }
    ByteArrayOutputStream sunk = new ByteArrayOutputStream();
    buffer.writeTo(sunk::write);
    byte[] bytes = expected.toByteArray();
    assertThat(buffer.size()).isEqualTo(bytes.length);
    assertThat(sunk.toByteArray()).isEqualTo(bytes);
    assertThat(buffer.toByteArray()).isEqualTo(bytes);
    assertReads(buffer.openInput(), bytes, random);
  }

  private static void assertReads(ChunkedInput in, byte[] bytes, SplittableRandom random)
      throws IOException {
    int at = 0;
    while (at < bytes.length) {
      assertThat(in.available()).isPositive();
      int count = Math.min(bytes.length - at, random.nextInt(1, 100_000));
      switch (random.nextInt(3)) {
        case 0 -> {
          assertThat(in.read()).isEqualTo(bytes[at] & 0xFF);
          at++;
        }
        case 1 -> {
          assertThat(in.skip(count)).isEqualTo(count);
          at += count;
        }
        default -> {
          byte[] read = new byte[count + 2];
          assertThat(in.read(read, 1, count)).isEqualTo(count);
          assertThat(Arrays.equals(read, 1, 1 + count, bytes, at, at + count)).isTrue();
          at += count;
        }
      }
    }
    assertThat(in.isAtEnd()).isTrue();
    assertThat(in.available()).isZero();
    assertThat(in.read()).isEqualTo(-1);
    assertThat(in.read(new byte[1], 0, 1)).isEqualTo(-1);
    assertThat(in.read(new byte[1], 0, 0)).isZero();
    assertThat(in.skip(1)).isZero();
  }
}
