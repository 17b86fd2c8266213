// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairLayoutTest {
  private static final int AT = 3;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1, 4",
    "5, 3, -64, 4",
    "4095, 4095, 63, 4",
    "4096, 0, 1, 20",
    "0, 4096, 1, 20",
    "1, 2, 64, 12",
    "2, 1, -65, 12",
    "4095, 4095, 4294967297, 12",
    "2000000, 7, -9223372036854775808, 20"
  })
  void writeHead_lengthsAndWeight_areRead(
      int keyLength, int valueLength, long weight, int headBytes) {
    byte[] array = new byte[64];

    int key = PairLayout.writeHead(array, AT, keyLength, valueLength, weight);

    assertThat(key).isEqualTo(AT + headBytes).isEqualTo(PairLayout.key(array, AT));
    assertThat(PairLayout.keyLength(array, AT)).isEqualTo(keyLength);
    assertThat(PairLayout.valueLength(array, AT)).isEqualTo(valueLength);
    assertThat(PairLayout.weight(array, AT)).isEqualTo(weight);
    assertThat(PairLayout.length(keyLength, valueLength, weight))
        .isEqualTo(key - AT + keyLength + valueLength);
  }

  @Test
  void changeWeight_fits_leavesTheLengths() {
    byte[] array = new byte[64];
    PairLayout.writeHead(array, AT, 9, 2, 1);

    assertThat(PairLayout.changeWeight(array, AT, -64)).isTrue();
    assertThat(PairLayout.changeWeight(array, AT, 64)).isFalse();

    assertThat(PairLayout.weight(array, AT)).isEqualTo(-64);
    assertThat(PairLayout.keyLength(array, AT)).isEqualTo(9);
    assertThat(PairLayout.valueLength(array, AT)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"5000, 1", "9, 64"})
  void changeWeight_ofALargerHead_alwaysFits(int keyLength, long weight) {
    byte[] array = new byte[64];
    PairLayout.writeHead(array, AT, keyLength, 2, weight);

    assertThat(PairLayout.changeWeight(array, AT, Long.MAX_VALUE)).isTrue();
    assertThat(PairLayout.weight(array, AT)).isEqualTo(Long.MAX_VALUE);
    assertThat(PairLayout.keyLength(array, AT)).isEqualTo(keyLength);
    assertThat(PairLayout.valueLength(array, AT)).isEqualTo(2);
  }

  @Test
  void length_moreThanAnArrayHas_throws() {
    assertThatThrownBy(() -> PairLayout.length(Integer.MAX_VALUE - 100, 100, 1))
        .isInstanceOf(ArithmeticException.class);
  }
}
