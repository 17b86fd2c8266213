// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static dev.pathway.beam.benchmarks.harness.RunRecords.failed;
import static dev.pathway.beam.benchmarks.harness.RunRecords.key;
import static dev.pathway.beam.benchmarks.harness.RunRecords.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.benchmarks.workload.Digest;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DisagreementsTest {

  private static final Digest RIGHT = new Digest(100, 1);
  private static final Digest WRONG = new Digest(100, 2);

  @Test
  void in_sameResults_isEmpty() {
    assertThat(
            Disagreements.in(
                List.of(
                    succeeded(key("flink", JobKind.FULL, 1), 1, RIGHT),
                    succeeded(key("plain", JobKind.FULL, 1), 1, RIGHT),
                    succeeded(key("plain", JobKind.EMPTY, 1), 1, new Digest(0, 0)),
                    failed(key("direct", JobKind.FULL, 1), Outcome.FAILED))))
        .isEmpty();
  }

  @Test
  void in_otherResultOfOneContestant_namesIt() {
    List<String> disagreements =
        Disagreements.in(
            List.of(
                succeeded(key("flink", JobKind.FULL, 1), 1, WRONG),
                succeeded(key("plain", JobKind.FULL, 1), 1, RIGHT)));

    assertThat(disagreements)
        .singleElement()
        .asString()
        .contains("chain", "FULL", RIGHT + "=[plain]", WRONG + "=[flink]");
  }

  @Test
  void in_otherResultOfOneRepetition_isFound() {
    assertThat(
            Disagreements.in(
                List.of(
                    succeeded(key("plain", JobKind.FULL, 1), 1, RIGHT),
                    succeeded(key("plain", JobKind.FULL, 2), 1, WRONG))))
        .hasSize(1);
  }
}
