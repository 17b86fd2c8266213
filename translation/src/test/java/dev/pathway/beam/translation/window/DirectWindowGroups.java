// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.runners.core.InMemoryTimerInternals;
import org.apache.beam.runners.core.NullSideInputReader;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TestInMemoryStateInternals;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.runners.core.triggers.TriggerStateMachines;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.construction.TriggerTranslation;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Windows and panes of keys by Beam's ReduceFnRunner, with Beam's own state and timers in memory,
 * driven as Beam's tests of it do.
 */
final class DirectWindowGroups {
  private final WindowingStrategy<?, BoundedWindow> strategy;
  private final Map<String, Key> keys = new TreeMap<>();
  private final List<WindowedValue<KV<String, Iterable<Integer>>>> output = new ArrayList<>();
  private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private Instant outputWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private Instant clock = Instant.EPOCH;
  private long dropped;

  @SuppressWarnings("unchecked") // whatever its windows are
  DirectWindowGroups(WindowingStrategy<?, ?> strategy) {
    this.strategy = (WindowingStrategy<?, BoundedWindow>) strategy;
  }

  /** Returns and forgets what was put out. */
  List<WindowedValue<KV<String, Iterable<Integer>>>> takeOutput() {
    List<WindowedValue<KV<String, Iterable<Integer>>>> taken = List.copyOf(output);
    output.clear();
    return taken;
  }

  /** Returns how many elements were too late, counted by window. */
  long dropped() {
    return dropped;
  }

  void process(WindowedValue<KV<String, Integer>> element) throws Exception {
    KV<String, Integer> pair = element.getValue();
    List<WindowedValue<Integer>> values = new ArrayList<>();
    for (BoundedWindow window : element.getWindows()) {
      if (window.maxTimestamp().plus(strategy.getAllowedLateness()).isBefore(watermark)) {
        dropped++;
      } else {
        values.add(
            WindowedValues.of(
                pair.getValue(), element.getTimestamp(), window, element.getPaneInfo()));
      }
    }
    Key key = keys.get(pair.getKey());
    if (key == null) {
      key = new Key(pair.getKey());
      keys.put(pair.getKey(), key);
    }
    ReduceFnRunner<String, Integer, Iterable<Integer>, BoundedWindow> runner = key.runner();
    runner.processElements(values);
    runner.persist();
    fire();
  }

  void advance(Instant newWatermark) throws Exception {
    watermark = newWatermark;
    for (Key key : keys.values()) {
      key.timers.advanceInputWatermark(newWatermark);
    }
    fire();
  }

  void pass(long millis) throws Exception {
    clock = clock.plus(Duration.millis(millis));
    for (Key key : keys.values()) {
      key.timers.advanceProcessingTime(clock);
    }
    fire();
  }

  private void fire() throws Exception {
    Instant hold = BoundedWindow.TIMESTAMP_MAX_VALUE;
    for (Key key : keys.values()) {
      key.fire();
      Instant own = key.state.earliestWatermarkHold();
      hold = own != null && own.isBefore(hold) ? own : hold;
    }
    Instant released = hold.isBefore(watermark) ? hold : watermark;
    outputWatermark = released.isAfter(outputWatermark) ? released : outputWatermark;
    for (Key key : keys.values()) {
      key.timers.advanceOutputWatermark(outputWatermark);
    }
  }

  private final class Key {
    private final String name;
    private final TestInMemoryStateInternals<String> state;
    private final InMemoryTimerInternals timers = new InMemoryTimerInternals();

    Key(String name) throws Exception {
      this.name = name;
      state = new TestInMemoryStateInternals<>(name);
      timers.advanceInputWatermark(watermark);
      timers.advanceOutputWatermark(outputWatermark);
      timers.advanceProcessingTime(clock);
    }

    private ReduceFnRunner<String, Integer, Iterable<Integer>, BoundedWindow> runner() {
      return new ReduceFnRunner<>(
          name,
          strategy,
          ExecutableTriggerStateMachine.create(
              TriggerStateMachines.stateMachineForTrigger(
                  TriggerTranslation.toProto(strategy.getTrigger()))),
          state,
          timers,
          output::add,
          NullSideInputReader.of(List.of()),
          SystemReduceFn.buffering(VarIntCoder.of()),
          PipelineOptionsFactory.create());
    }

    private void fire() throws Exception {
      for (List<TimerData> due = due(); !due.isEmpty(); due = due()) {
        ReduceFnRunner<String, Integer, Iterable<Integer>, BoundedWindow> runner = runner();
        runner.onTimers(due);
        runner.persist();
      }
    }

    private List<TimerData> due() {
      List<TimerData> due = new ArrayList<>();
      for (TimerData timer = next(); timer != null; timer = next()) {
        due.add(timer);
      }
      return due;
    }

    private @Nullable TimerData next() {
      TimerData timer = timers.removeNextEventTimer();
      return timer == null ? timers.removeNextProcessingTimer() : timer;
    }
  }
}
