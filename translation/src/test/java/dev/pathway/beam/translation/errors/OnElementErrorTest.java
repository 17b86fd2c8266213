// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.translation.errors.OnElementError.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OnElementErrorTest {
  @ParameterizedTest
  @CsvSource({
    "fail, FAIL,",
    "Skip, SKIP,",
    "deadletter:/tmp/a b, DEADLETTER, /tmp/a b",
    "DeadLetter:gs://bucket/folder, DEADLETTER, gs://bucket/folder",
    "DEADLETTER: errors, DEADLETTER, errors",
  })
  void parse_inAnyCase_isTaken(String value, Kind kind, String folder) {
    assertThat(OnElementError.parse(value)).isEqualTo(new OnElementError(kind, folder));
  }

  @ParameterizedTest
  @CsvSource({
    "drop, '--onElementError must be FAIL, SKIP or DEADLETTER:FOLDER: drop'",
    "skip:/tmp, '--onElementError must be FAIL, SKIP or DEADLETTER:FOLDER: skip:/tmp'",
    "'', '--onElementError must be FAIL, SKIP or DEADLETTER:FOLDER: '",
    "deadletter, '--onElementError=DEADLETTER needs a folder: DEADLETTER:FOLDER, not deadletter'",
    "deadletter: , '--onElementError=DEADLETTER needs a folder: DEADLETTER:FOLDER, not deadletter:'",
  })
  void parse_anythingElse_saysWhatItMayBe(String value, String message) {
    assertThatThrownBy(() -> OnElementError.parse(value))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
