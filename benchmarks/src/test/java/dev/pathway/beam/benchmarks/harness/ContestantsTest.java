// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ContestantsTest {

  @Test
  void all_names_areDistinct() {
    assertThat(Contestants.all(2))
        .extracting(Contestant::name)
        .doesNotHaveDuplicates()
        .contains(
            Contestants.PATHWAY,
            Contestants.FLINK_TUNED,
            Contestants.FLINK,
            Contestants.DIRECT,
            Contestants.PLAIN);
  }

  @Test
  void all_runners_takeTheParallelism() {
    assertThat(Contestants.all(7))
        .filteredOn(contestant -> !contestant.name().equals(Contestants.PLAIN))
        .allMatch(
            contestant ->
                contestant.arguments().stream()
                    .anyMatch(
                        argument -> argument.toLowerCase(Locale.ROOT).endsWith("parallelism=7")));
  }
}
