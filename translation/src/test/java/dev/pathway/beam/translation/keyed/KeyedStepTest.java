// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.keyed.KeyActions.Action;
import dev.pathway.beam.translation.keyed.KeyActions.ActionFn;
import dev.pathway.beam.translation.keyed.KeyActions.AtEnd;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KeyedStepTest {
  private static final int KEYS = 8;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Firings by key and their order, holds and what is forgotten, against a model that scans. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomHistory_asAModelThatScansAllTimers(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Job job = Jobs.create();
    job.clock().stopAt(0);
    AtEnd atEnd = AtEnd.any(random);
    ActionFn fn = new ActionFn(atEnd);
    CountingKeys keys = new CountingKeys();
    StepHarness harness =
        new StepHarness(new KeyedSpec(keys, () -> fn, KeyedSpec.Input.ONE_BY_ONE), job);
    harness.setup();
    ScanningTimers model = new ScanningTimers(atEnd);
    long watermark = -50;

    for (int i = 0; i < 150; i++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          watermark += random.nextInt(20);
          harness.advance(watermark);
          model.advance(watermark);
        }
        case 1 -> {
          long passing = random.nextInt(20);
          job.clock().pass(passing);
          harness.wake();
          model.pass(passing);
        }
        default -> {
          int key = random.nextInt(KEYS);
          Action action = KeyActions.any(random);
          harness.bundle(List.of(element(key, action)));
          harness.wake();
          model.process(key, action);
        }
      }

      assertThat(fn.firings()).isEqualTo(model.firings());
      assertThat(harness.fn().hold()).isEqualTo(model.hold());
      assertThat(keys.created()).isEqualTo(model.created());
    }

    harness.advance(EventTime.END);
    model.advance(EventTime.END);
    assertThat(fn.firings()).isEqualTo(model.firings());
    assertThat(harness.fn().hold()).isEqualTo(model.hold());
    job.clock().pass(1000);
    harness.wake();
    model.pass(1000);
    assertThat(fn.firings()).isEqualTo(model.firings());
    assertThat(harness.fn().hold()).isEqualTo(model.hold());
  }

  private static WindowedValue<KV<Integer, Action>> element(int key, Action action) {
    return WindowedValues.valueInGlobalWindow(KV.of(key, action));
  }

  @Test
  void wakeTime_timersOfBothKinds_whenTheFirstIsDue() throws Exception {
    Job job = Jobs.create();
    job.clock().stopAt(0);
    StepHarness harness = harness(job, new ActionFn(AtEnd.AWAIT));
    harness.bundle(
        List.of(
            element(1, new Action.SetTimer(0, "a", TimeDomain.PROCESSING_TIME, 70, 70)),
            element(2, new Action.SetTimer(0, "a", TimeDomain.PROCESSING_TIME, 40, 40)),
            element(3, new Action.SetTimer(0, "a", TimeDomain.EVENT_TIME, 10, 10))));

    assertThat(harness.fn().wakeTime()).isEqualTo(41);
    harness.fn().advance(10);
    assertThat(harness.fn().wakeTime()).isEqualTo(41);
    harness.fn().advance(11);
    assertThat(harness.fn().wakeTime()).isEqualTo(Long.MIN_VALUE);
    // The output does not come as far before what is due has been done.
    assertThat(harness.fn().hold()).isEqualTo(10);
  }

  /** What one worker fired may be here before what another did at the same time. */
  @Test
  void wakeTime_synchronizedTimer_laterUnlessTheClockIsAScripts() throws Exception {
    Action set = new Action.SetTimer(0, "a", TimeDomain.SYNCHRONIZED_PROCESSING_TIME, 70, 70);
    Job running = Jobs.create();
    StepHarness harness = harness(running, new ActionFn(AtEnd.AWAIT));
    harness.bundle(List.of(element(1, set)));
    Job scripted = Jobs.create();
    scripted.clock().stopAt(0);
    StepHarness still = harness(scripted, new ActionFn(AtEnd.AWAIT));
    still.bundle(List.of(element(1, set)));

    assertThat(harness.fn().wakeTime()).isEqualTo(71 + running.synchronizationLag());
    assertThat(running.synchronizationLag()).isPositive();
    assertThat(still.fn().wakeTime()).isEqualTo(71);
  }

  @Test
  void hold_processingTimerWithAnOutputTimestamp_untilItHasFired() throws Exception {
    Job job = Jobs.create();
    // Where the clock of a TestStream begins: before all event times.
    job.clock().stopAt(-1_000_000);
    StepHarness harness = harness(job, new ActionFn(AtEnd.AWAIT));
    harness.bundle(
        List.of(element(1, new Action.SetTimer(0, "a", TimeDomain.PROCESSING_TIME, -999_990, 5))));
    harness.advance(100);

    assertThat(harness.fn().hold()).isEqualTo(5);
    job.clock().pass(11);
    harness.wake();
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  /** Elements and event time get their turn, however long the timers take. */
  @Test
  void wake_timerThatIsDueAgainWhenItHasFired_firesOnce() throws Exception {
    Job job = Jobs.create();
    job.clock().stopAt(0);
    int[] firings = new int[1];
    KeyedFn fn =
        new KeyedFn() {
          private @Nullable CurrentKey current;

          @Override
          public void setup(StepContext context, CurrentKey key) {
            current = key;
          }

          @Override
          public void process(WindowedValue<Object> element) {
            setTimer();
          }

          private void setTimer() {
            TimerInternals timers = Objects.requireNonNull(current).timerInternals();
            Instant now = timers.currentProcessingTime();
            timers.setTimer(
                StateNamespaces.global(), "again", "", now, now, TimeDomain.PROCESSING_TIME);
          }

          @Override
          public void onTimer(TimerData timer) {
            firings[0]++;
            assertThat(firings[0]).isLessThan(10);
            setTimer();
            job.clock().pass(5);
          }

          @Override
          public Coder<? extends BoundedWindow> windowCoder() {
            return GlobalWindow.Coder.INSTANCE;
          }

          @Override
          public boolean awaitsProcessingTime() {
            return true;
          }
        };
    StepHarness harness = harness(job, fn);
    harness.bundle(List.of(element(1, new Action.Forget(0))));
    job.clock().pass(5);

    harness.fn().wake();
    assertThat(firings[0]).isEqualTo(1);
    assertThat(harness.fn().wakeTime()).isLessThan(job.clock().millis());
    harness.fn().wake();
    assertThat(firings[0]).isEqualTo(2);
  }

  @Test
  void stateInternals_outsideOfACall_isRefused() throws Exception {
    CurrentKey[] kept = new CurrentKey[1];
    KeyedFn fn =
        new KeyedFn() {
          @Override
          public void setup(StepContext context, CurrentKey key) {
            kept[0] = key;
          }

          @Override
          public void process(WindowedValue<Object> element) {}

          @Override
          public void onTimer(TimerData timer) {}

          @Override
          public Coder<? extends BoundedWindow> windowCoder() {
            return GlobalWindow.Coder.INSTANCE;
          }

          @Override
          public boolean awaitsProcessingTime() {
            return false;
          }
        };
    StepHarness harness = harness(Jobs.create(), fn);
    harness.bundle(List.of(element(1, new Action.Forget(0))));

    assertThatThrownBy(() -> kept[0].stateInternals())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("state and timers belong to a key");
  }

  private static StepHarness harness(Job job, KeyedFn fn) throws Exception {
    StepHarness harness =
        new StepHarness(
            new KeyedSpec(new CountingKeys(), () -> fn, KeyedSpec.Input.ONE_BY_ONE), job);
    harness.setup();
    return harness;
  }

  @Test
  void firings_sameTimer_isReplacedNotAdded() throws Exception {
    ActionFn fn = new ActionFn(AtEnd.IGNORE);
    StepHarness harness = harness(Jobs.create(), fn);
    harness.bundle(
        List.of(
            element(1, new Action.SetTimer(0, "a", TimeDomain.EVENT_TIME, 10, 10)),
            element(1, new Action.SetTimer(0, "a", TimeDomain.EVENT_TIME, 30, 30)),
            element(1, new Action.SetTimer(0, "b", TimeDomain.EVENT_TIME, 5, 5)),
            element(1, new Action.DeleteTimer(0, "b", TimeDomain.EVENT_TIME))));

    harness.advance(20);
    assertThat(fn.firings()).isEmpty();
    harness.advance(31);
    assertThat(fn.firings()).isEqualTo(Map.of(1, List.of("a in 0 at 30 of EVENT_TIME")));
  }
}
