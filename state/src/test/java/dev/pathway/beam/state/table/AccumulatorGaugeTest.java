// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.LongListCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccumulatorGaugeTest {
  /** A reference and an object. */
  private static final double BYTES_PER_VALUE = 4 + 24;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  void after_listsGrowEvenly_isCloseToTheirSize(int lists) throws IOException {
    assertThat(chargedForLists(lists, 1.0)).isBetween(0.6, 1.7);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1000})
  void after_mostValuesGoToOneList_isCloseToTheirSize(int lists) throws IOException {
    assertThat(chargedForLists(lists, 8.0)).isBetween(0.6, 1.7);
  }

  @Test
  void after_accumulatorsThatDoNotGrow_isNextToNothing() throws IOException {
    AccumulatorGauge<Long> gauge = new AccumulatorGauge<>(BasicCodecs.longs());
    long charged = 0;
    for (long i = 0; i < 1_000_000; i++) {
      if (gauge.endsTick()) {
        gauge.before(i);
        charged += gauge.after(i + 1);
      }
    }

    assertThat(charged).isLessThan(2_000_000);
    assertThat(gauge.chargedBytes()).isEqualTo(charged);
  }

  @Test
  void after_growthHasEnded_chargesNoMore() throws IOException {
    AccumulatorGauge<List<Long>> gauge = new AccumulatorGauge<>(new LongListCodec());
    List<Long> accumulator = new ArrayList<>();
    long charged = 0;
    for (long i = 0; i < 200_000; i++) {
      boolean tick = gauge.endsTick();
      if (tick) {
        gauge.before(accumulator);
      }
      if (i < 1000) {
        accumulator.add(i + 1000);
      }
      if (tick) {
        charged += gauge.after(accumulator);
      }
    }

    assertThat(charged).isLessThan(2_000_000);
  }

  @Test
  void forgetGrowth_charged_startsFromZero() throws IOException {
    AccumulatorGauge<List<Long>> gauge = new AccumulatorGauge<>(new LongListCodec());
    assertThat(gauge.endsTick()).isTrue();
    gauge.before(List.of());
    assertThat(gauge.after(List.of(1L))).isPositive();

    gauge.forgetGrowth();

    assertThat(gauge.chargedBytes()).isZero();
  }

  /** Returns the charges in proportion to what the values take. */
  private static double chargedForLists(int count, double skew) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    AccumulatorGauge<List<Long>> gauge = new AccumulatorGauge<>(new LongListCodec());
    List<List<Long>> lists = new ArrayList<>();
    IntStream.range(0, count).forEach(i -> lists.add(new ArrayList<>()));
    int values = 300_000;
    for (int i = 0; i < values; i++) {
      List<Long> list = lists.get((int) (Math.pow(random.nextDouble(), skew) * count));
      boolean tick = gauge.endsTick();
      if (tick) {
        gauge.before(list);
      }
      list.add(1000L + i);
      if (tick) {
        gauge.after(list);
      }
    }
    return gauge.chargedBytes() / (values * BYTES_PER_VALUE);
  }
}
