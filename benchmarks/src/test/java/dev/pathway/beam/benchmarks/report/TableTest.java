// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {

  private static final Table TABLE =
      new Table(
          "Times",
          1,
          List.of("runner", "s"),
          List.of(List.of("plain", "0.50"), List.of("flink-tuned", "12.00")));

  @Test
  void toText_columns_areAligned() {
    assertThat(TABLE.toText())
        .isEqualTo(
            """
            Times
            runner           s
            plain         0.50
            flink-tuned  12.00
            """);
  }

  @Test
  void toMarkdown_columns_areAligned() {
    assertThat(TABLE.toMarkdown())
        .isEqualTo(
            """
            ### Times

            | runner | s |
            | --- | ---: |
            | plain | 0.50 |
            | flink-tuned | 12.00 |
            """);
  }

  @Test
  void new_rowOfOtherWidth_fails() {
    assertThatThrownBy(
            () -> new Table("Times", 1, List.of("runner", "s"), List.of(List.of("plain"))))
        .hasMessageContaining("1 cells, the header 2");
  }
}
