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
  private static final class Timer extends TimerQueue.Timer {
    private final long time;
    private final int number;

    Timer(long time, int number) {
      super(time);
      this.time = time;
      this.number = number;
    }

    long time() {
      return time;
    }

    int number() {
      return number;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void queue_afterARandomHistory_holdsWhatASortedListHolds(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TimerQueue<Timer> queue = new TimerQueue<>();
    List<Timer> sorted = new ArrayList<>();
    List<Timer> added = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          Timer timer = new Timer(random.nextLong(200), i);
          queue.add(timer);
          added.add(timer);
          sorted.add(timer);
          sorted.sort(Comparator.comparingLong(Timer::time).thenComparingInt(Timer::number));
        }
        case 2 -> {
          if (!added.isEmpty()) {
            Timer timer = added.get(random.nextInt(added.size()));
            queue.remove(timer);
            sorted.remove(timer);
          }
        }
        default -> assertThat(queue.poll()).isEqualTo(sorted.isEmpty() ? null : sorted.remove(0));
      }
      assertThat(queue.size()).isEqualTo(sorted.size());
      assertThat(queue.firstTime())
          .isEqualTo(sorted.isEmpty() ? Long.MAX_VALUE : sorted.get(0).time());
    }
  }

  @Test
  void poll_manyTimersUnderOneAnother_keepsTheirOrder() {
    TimerQueue<Timer> queue = new TimerQueue<>();
    int timers = 200_000;
    for (int i = 0; i < timers; i++) {
      // Each is the first, so that they make one chain, or the children of one.
      queue.add(new Timer(i % 2 == 0 ? -i : i, i));
    }

    long last = Long.MIN_VALUE;
    for (Timer timer = queue.poll(); timer != null; timer = queue.poll()) {
      assertThat(timer.time()).isGreaterThan(last);
      last = timer.time();
      timers--;
    }
    assertThat(timers).isZero();
  }

  @Test
  void add_timerThatIsQueued_isRefusedUntilItIsRemoved() {
    TimerQueue<Timer> queue = new TimerQueue<>();
    Timer timer = new Timer(1, 0);
    queue.add(timer);

    assertThatThrownBy(() -> queue.add(timer)).isInstanceOf(IllegalArgumentException.class);

    queue.remove(timer);
    queue.add(timer);
    assertThat(queue.poll()).isSameAs(timer);
    assertThat(queue.isEmpty()).isTrue();
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
