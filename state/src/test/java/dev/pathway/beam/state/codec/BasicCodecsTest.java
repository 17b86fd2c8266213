// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BasicCodecsTest {

  @Test
  void longs_severalInOneStream_comeBack() throws IOException {
    assertRoundTrip(
        BasicCodecs.longs(), List.of(0L, 1L, -1L, 63L, -64L, Long.MAX_VALUE, Long.MIN_VALUE));
  }

  @Test
  void integers_severalInOneStream_comeBack() throws IOException {
    assertRoundTrip(
        BasicCodecs.integers(), List.of(0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE));
  }

  @Test
  void byteArrays_severalInOneStream_comeBack() throws IOException {
    assertRoundTrip(
        BasicCodecs.byteArrays(), List.of(new byte[0], new byte[] {1, -1}, new byte[3_000_000]));
  }

  @Test
  void strings_severalInOneStream_comeBack() throws IOException {
    assertRoundTrip(BasicCodecs.strings(), List.of("", "a", "grüße", "\uD83D\uDE00"));
  }

  @Test
  void longs_nearZero_takeOneByte() throws IOException {
    assertThat(new EncodeBuffer().encode(BasicCodecs.longs(), -64L).size()).isEqualTo(1);
  }

  @Test
  void integers_encodingOfALong_throws() throws IOException {
    EncodeBuffer buffer = new EncodeBuffer().encode(BasicCodecs.longs(), 1L << 40);

    assertThatThrownBy(() -> BasicCodecs.integers().decode(buffer.openInput()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1099511627776");
  }

  @Test
  void byteArrays_streamEndsEarly_throwsEof() {
    assertThatThrownBy(() -> decode(new byte[] {5, 1, 2}))
        .isInstanceOf(EOFException.class)
        .hasMessage("The stream ended after 2 of 5 bytes");
  }

  @Test
  void byteArrays_lengthOfGigabytesInAShortStream_throwsWithoutAllocatingThem() {
    byte[] twoGigabytes = {-1, -1, -1, -1, 7, 1, 2, 3};

    assertThatThrownBy(() -> decode(twoGigabytes))
        .isInstanceOf(EOFException.class)
        .hasMessage("The stream ended after 3 of 2147483647 bytes");
  }

  @Test
  void byteArrays_lengthBeyondAnArray_throws() {
    byte[] terabytes = {-1, -1, -1, -1, -1, -1, 7};

    assertThatThrownBy(() -> decode(terabytes))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Not the length of a byte array");
  }

  private static byte[] decode(byte[] encoded) throws IOException {
    return BasicCodecs.byteArrays().decode(new ByteArrayInputStream(encoded));
  }

  private static <T> void assertRoundTrip(Codec<T> codec, List<T> values) throws IOException {
    EncodeBuffer buffer = new EncodeBuffer();
    for (T value : values) {
      buffer.encode(codec, value);
    }
    ChunkedInput in = buffer.openInput();
    for (T value : values) {
      assertThat(codec.decode(in)).isEqualTo(value);
    }
    assertThat(in.isAtEnd()).isTrue();
  }
}
