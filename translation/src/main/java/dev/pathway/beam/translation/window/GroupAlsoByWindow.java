// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.InMemoryTimerInternals;
import org.apache.beam.runners.core.NullSideInputReader;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.runners.core.triggers.TriggerStateMachines;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.construction.TriggerTranslation;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Sorts all elements of a key into windows and panes by Beam's own rules, with runners-core's
 * ReduceFnRunner: time stands still while the elements come, then all of it passes at once.
 */
public final class GroupAlsoByWindow implements StepSpec {
  private static final long serialVersionUID = 1L;

  private final WindowingStrategy<?, BoundedWindow> strategy;
  private final Coder<Object> valueCoder;
  private final SerializablePipelineOptions options;

  /** Creates the step. */
  @SuppressWarnings(
      "unchecked") // windows and values come from where strategy and coder were declared
  public GroupAlsoByWindow(
      WindowingStrategy<?, ?> strategy, Coder<?> valueCoder, SerializablePipelineOptions options) {
    this.strategy = (WindowingStrategy<?, BoundedWindow>) strategy;
    this.valueCoder = (Coder<Object>) valueCoder;
    this.options = options;
  }

  /** Returns the strategy by which elements are grouped. */
  public WindowingStrategy<?, ?> strategy() {
    return strategy;
  }

  @Override
  public StepFn create() {
    return new Grouping();
  }

  private final class Grouping implements StepFn {
    private final RunnerApi.Trigger trigger = TriggerTranslation.toProto(strategy.getTrigger());
    private Receiver output = element -> {};

    @Override
    public void setup(StepContext context) {
      output = context.output(0);
    }

    @Override
    @SuppressWarnings("unchecked") // the grouping in front of this step makes such elements
    public void process(Object element) throws Exception {
      KV<Object, Iterable<WindowedValue<KV<Object, Object>>>> group =
          ((WindowedValue<KV<Object, Iterable<WindowedValue<KV<Object, Object>>>>>) element)
              .getValue();
      List<WindowedValue<Object>> values = new ArrayList<>();
      for (WindowedValue<KV<Object, Object>> row : group.getValue()) {
        values.add(row.withValue(row.getValue().getValue()));
      }
      InMemoryTimerInternals timers = new InMemoryTimerInternals();
      ReduceFnRunner<Object, Object, Iterable<Object>, BoundedWindow> runner =
          runner(group.getKey(), timers);
      runner.processElements(values);
      timers.advanceInputWatermark(BoundedWindow.TIMESTAMP_MAX_VALUE);
      timers.advanceProcessingTime(BoundedWindow.TIMESTAMP_MAX_VALUE);
      timers.advanceSynchronizedProcessingTime(BoundedWindow.TIMESTAMP_MAX_VALUE);
      for (List<TimerData> due = due(timers); !due.isEmpty(); due = due(timers)) {
        runner.onTimers(due);
      }
      runner.persist();
    }

    private ReduceFnRunner<Object, Object, Iterable<Object>, BoundedWindow> runner(
        Object key, InMemoryTimerInternals timers) {
      return new ReduceFnRunner<>(
          key,
          strategy,
          ExecutableTriggerStateMachine.create(
              TriggerStateMachines.stateMachineForTrigger(trigger)),
          InMemoryStateInternals.forKey(key),
          timers,
          output::accept,
          NullSideInputReader.of(List.of()),
          SystemReduceFn.buffering(valueCoder),
          options.get());
    }

    private List<TimerData> due(InMemoryTimerInternals timers) {
      List<TimerData> due = new ArrayList<>();
      for (TimerData t = timers.removeNextEventTimer();
          t != null;
          t = timers.removeNextEventTimer()) {
        due.add(t);
      }
      for (TimerData t = timers.removeNextProcessingTimer();
          t != null;
          t = timers.removeNextProcessingTimer()) {
        due.add(t);
      }
      for (TimerData t = timers.removeNextSynchronizedProcessingTimer();
          t != null;
          t = timers.removeNextSynchronizedProcessingTimer()) {
        due.add(t);
      }
      return due;
    }
  }
}
