// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void check_failing_namesSeedAndShortestHistory() {
    assertThatThrownBy(
            () -> Seeds.check(7, 1000, (seed, steps) -> assertThat(steps).isLessThan(137)))
        .isInstanceOf(AssertionError.class)
        .hasMessage("Seed 7 fails, at the latest after 137 steps")
        .hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void of_noRegressions_countsFromOne() {
    assertThat(Seeds.of(SeedsTest.class, 3)).containsExactly(1L, 2L, 3L);
  }
}
