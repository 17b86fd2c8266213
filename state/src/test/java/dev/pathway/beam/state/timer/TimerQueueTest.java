// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerQueueTest {
  private record Timer(long time, int number) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void queue_afterARandomHistory_holdsWhatASortedListHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TimerQueue<Timer> queue = new TimerQueue<>();
    List<Timer> sorted = new ArrayList<>();
    List<TimerQueue.Entry<Timer>> entries = new ArrayList<>();
    List<Timer> added = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          Timer timer = new Timer(random.nextLong(200), i);
          entries.add(queue.add(timer.time(), timer));
          added.add(timer);
          sorted.add(timer);
          sorted.sort(Comparator.comparingLong(Timer::time).thenComparingInt(Timer::number));
        }
        case 2 -> {
          if (!entries.isEmpty()) {
            int index = random.nextInt(entries.size());
            queue.remove(entries.get(index));
            sorted.remove(added.get(index));
          }
        }
        default -> assertThat(queue.poll()).isEqualTo(sorted.isEmpty() ? null : sorted.remove(0));
      }
      assertThat(queue.size()).isEqualTo(sorted.size());
      assertThat(queue.firstTime())
          .isEqualTo(sorted.isEmpty() ? Long.MAX_VALUE : sorted.get(0).time());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holds_afterARandomHistory_knowTheLeast(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Holds holds = new Holds();
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      if (all.isEmpty() || random.nextBoolean()) {
        long time = random.nextLong(50);
        holds.add(time);
        all.add(time);
      } else {
        holds.remove(all.remove(random.nextInt(all.size())));
      }
      assertThat(holds.least())
          .isEqualTo(all.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE));
    }
  }

  @Test
  void holds_removingWhatIsNotThere_isRefused() {
    assertThatThrownBy(() -> new Holds().remove(7)).hasMessageContaining("7");
  }
}
