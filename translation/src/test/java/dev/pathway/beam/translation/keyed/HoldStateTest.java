// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.timer.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.InMemoryStateInternals.InMemoryWatermarkHold;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class HoldStateTest {
  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  /** Each is what Beam's own is, and the partition knows the least of all. */
  @ParameterizedTest
  @MethodSource("seeds")
  void add_randomHistory_asBeamsOwnAndLeastOfAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Holds holds = new Holds();
    List<HoldState> states = new ArrayList<>();
    List<InMemoryWatermarkHold<?>> expected = new ArrayList<>();
    for (TimestampCombiner combiner : TimestampCombiner.values()) {
      states.add(new HoldState(combiner, holds));
      expected.add(new InMemoryWatermarkHold<>(combiner));
    }
    for (int i = 0; i < 200; i++) {
      int which = random.nextInt(states.size());
      if (random.nextInt(4) == 0) {
        states.get(which).clear();
        expected.get(which).clear();
      } else {
        Instant time = Instant.ofEpochMilli(random.nextLong(-20, 20));
        states.get(which).add(time);
        expected.get(which).add(time);
      }

      assertThat(states.get(which).read()).isEqualTo(expected.get(which).read());
      assertThat(states.get(which).isEmpty().read())
          .isEqualTo(expected.get(which).isEmpty().read());
      assertThat(states.get(which).isCleared()).isEqualTo(expected.get(which).isCleared());
      assertThat(holds.least())
          .isEqualTo(
              expected.stream()
                  .filter(hold -> !hold.isCleared())
                  .mapToLong(hold -> hold.read().getMillis())
                  .min()
                  .orElse(Long.MAX_VALUE));
    }
  }
}
