// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class StatisticTest {

  @Test
  void of_oddNumber_medianIsTheMiddleOne() {
    assertThat(Statistic.of(9, 1, 2)).isEqualTo(new Statistic(2, 1, 9, 3));
  }

  @Test
  void of_evenNumber_medianIsTheMeanOfTheMiddleTwo() {
    assertThat(Statistic.of(4, 1, 100, 2)).isEqualTo(new Statistic(3, 1, 100, 4));
  }

  @Test
  void of_one_isAllOfIt() {
    assertThat(Statistic.of(5)).isEqualTo(new Statistic(5, 5, 5, 1));
  }

  @Test
  void of_none_fails() {
    assertThatThrownBy(Statistic::of).hasMessageContaining("at least one");
  }

  @Test
  void of_anyArray_leavesItAsItIs() {
    double[] values = {3, 1, 2};

    Statistic.of(values);

    assertThat(values).containsExactly(3, 1, 2);
  }

  @Test
  void minus_number_movesAll() {
    assertThat(Statistic.of(9, 1, 2).minus(1)).isEqualTo(new Statistic(1, 0, 8, 3));
  }
}
