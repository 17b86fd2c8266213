// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarintTest {

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "1,1",
    "127,1",
    "128,2",
    "16383,2",
    "16384,3",
    "2147483647,5",
    "72057594037927935,8",
    "72057594037927936,9",
    "9223372036854775807,9",
    "-1,10",
    "-9223372036854775808,10"
  })
  void write_numbers_takeTheirLengthAndComeBack(long number, int length) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] array = new byte[12];

    Varint.write(number, out);
    int end = Varint.write(number, array, 2);

    assertThat(out.size()).isEqualTo(length).isEqualTo(Varint.length(number));
    assertThat(end).isEqualTo(2 + length);
    assertThat(array).startsWith(0, 0).containsSubsequence(out.toByteArray());
    assertThat(Varint.read(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(number);
    assertThat(Varint.at(array, 2)).isEqualTo(number);
  }

  @Test
  void read_truncated_throwsEof() {
    assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(new byte[] {(byte) 0x80})))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void read_endless_throws() {
    byte[] endless = new byte[20];
    java.util.Arrays.fill(endless, (byte) 0xFF);

    assertThatThrownBy(() -> Varint.read(new ByteArrayInputStream(endless)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than 10 bytes");
  }
}
