// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Windows;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions with timers in event time. */
final class TimerFns {
  private TimerFns() {}

  /** Keeps values until the end of the window. */
  static final class AtEnd extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<BagState<Long>> valuesSpec = StateSpecs.bag();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        @TimerId("end") Timer end) {
      values.add(pair.getValue());
      key.write(pair.getKey());
      end.set(window.maxTimestamp());
    }

    @OnTimer("end")
    public void onEnd(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Numbers.digest(values.read())));
      values.clear();
    }
  }

  /**
   * Counts the values in each stretch of time, at the end of which a timer of its own fires: no
   * element of it can come later.
   */
  static final class Slots extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("counts")
    private final StateSpec<MapState<String, Long>> countsSpec = StateSpecs.map();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @TimerFamily("slots")
    @SuppressWarnings("UnusedVariable") // Beam reads it
    private final TimerSpec slotsSpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        @StateId("counts") MapState<String, Long> counts,
        @StateId("key") ValueState<Integer> key,
        @TimerFamily("slots") TimerMap slots) {
      long end = (Math.floorDiv(timestamp.getMillis(), Windows.GAP) + 1) * Windows.GAP;
      long fires = Math.min(end, window.maxTimestamp().getMillis());
      String slot = String.valueOf(fires);
      counts.put(slot, counts.getOrDefault(slot, 0L).read() + 1);
      key.write(pair.getKey());
      slots.set(slot, Instant.ofEpochMilli(fires));
    }

    @OnTimerFamily("slots")
    public void onSlot(
        @TimerId String slot,
        @StateId("counts") MapState<String, Long> counts,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), counts.get(slot).read()));
      counts.remove(slot);
    }
  }

  /** Sets a timer that sets itself again, until the end of the window. */
  static final class Ticks extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;
    private static final Duration APART = Duration.millis(Windows.UNIT);

    @StateId("ticks")
    private final StateSpec<ValueState<Long>> ticksSpec = StateSpecs.value();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @TimerId("tick")
    private final TimerSpec tickSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        BoundedWindow window,
        @StateId("ticks") ValueState<Long> ticks,
        @StateId("key") ValueState<Integer> key,
        @TimerId("tick") Timer tick) {
      if (ticks.read() == null) {
        ticks.write(0L);
        key.write(pair.getKey());
        tick.set(window.maxTimestamp().minus(APART).minus(APART));
      }
    }

    @OnTimer("tick")
    public void onTick(
        OnTimerContext context,
        BoundedWindow window,
        @StateId("ticks") ValueState<Long> ticks,
        @StateId("key") ValueState<Integer> key,
        @TimerId("tick") Timer tick) {
      long number = ticks.read() + 1;
      ticks.write(number);
      context.output(KV.of(key.read(), number));
      if (context.fireTimestamp().isBefore(window.maxTimestamp())) {
        tick.set(context.fireTimestamp().plus(APART));
      }
    }
  }

  /** Numbers the times of elements, which it is given in this order. */
  static final class Sorted extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("rank")
    private final StateSpec<ValueState<Long>> rankSpec = StateSpecs.value();

    @StateId("last")
    private final StateSpec<ValueState<Long>> lastSpec = StateSpecs.value();

    @RequiresTimeSortedInput
    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        @StateId("rank") ValueState<Long> rank,
        @StateId("last") ValueState<Long> last,
        OutputReceiver<KV<Integer, Long>> output) {
      Long before = last.read();
      Long number = rank.read();
      if (before == null || number == null) {
        number = 0L;
      } else if (before < timestamp.getMillis()) {
        number++;
      } else if (before > timestamp.getMillis()) {
        throw new IllegalStateException("Sorted by time, yet " + before + " before " + timestamp);
      }
      last.write(timestamp.getMillis());
      rank.write(number);
      output.output(KV.of(pair.getKey(), number));
    }
  }
}
