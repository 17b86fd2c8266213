// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.keyed.CurrentKey;
import dev.pathway.beam.translation.keyed.KeyedFn;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.keyed.Stoppable;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.SavedMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.runners.core.LateDataUtils;
import org.apache.beam.runners.core.NullSideInputReader;
import org.apache.beam.runners.core.ReduceFnRunner;
import org.apache.beam.runners.core.StateNamespaces.WindowNamespace;
import org.apache.beam.runners.core.SystemReduceFn;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.runners.core.triggers.TriggerStateMachines;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.WindowedValueReceiver;
import org.apache.beam.sdk.util.construction.TriggerTranslation;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the elements of keys into windows and panes by Beam's own rules, with runners-core's
 * ReduceFnRunner.
 */
public final class WindowGroups implements KeyedFn {
  private final Grouping grouping;
  private final ExecutableTriggerStateMachine trigger;
  private final SystemReduceFn<Object, Object, Iterable<Object>, Iterable<Object>, BoundedWindow>
      reduceFn;
  private WindowedValueReceiver<KV<Object, Iterable<Object>>> output = row -> {};
  private @Nullable StepMetrics metrics;
  private @Nullable SavedMetrics savedMetrics;
  private @Nullable CurrentKey current;
  private @Nullable JobContext job;

  /**
   * How to group.
   *
   * @param keys how keys and values are read
   * @param strategy windows and triggers
   * @param valueCoder coder of what is grouped
   * @param options the pipeline's options
   * @param numbered whether values are grouped with the number of the pane each came in: see {@link
   *     NumberedPanes}
   */
  public record Grouping(
      KeyModel keys,
      WindowingStrategy<?, BoundedWindow> strategy,
      Coder<Object> valueCoder,
      SerializablePipelineOptions options,
      boolean numbered)
      implements KeyedSpec.Maker {
    /** Returns how to group by a strategy. */
    @SuppressWarnings("unchecked") // windows and values come from where both were declared
    public static Grouping of(
        KeyModel keys,
        WindowingStrategy<?, ?> strategy,
        Coder<?> valueCoder,
        SerializablePipelineOptions options) {
      return new Grouping(
          keys,
          (WindowingStrategy<?, BoundedWindow>) strategy,
          (Coder<Object>) valueCoder,
          options,
          false);
    }

    /** Returns this with the number of its pane at each value. */
    @SuppressWarnings("unchecked") // of the pairs that are made then
    public Grouping withPaneNumbers() {
      return new Grouping(
          keys, strategy, (Coder<Object>) NumberedPanes.coder(valueCoder), options, true);
    }

    @Nullable Object value(WindowedValue<Object> element) {
      Object payload = keys.payload(element.getValue());
      return numbered ? NumberedPanes.number(element, payload) : payload;
    }

    @Override
    public KeyedFn create() {
      return new WindowGroups(this);
    }
  }

  private WindowGroups(Grouping grouping) {
    this.grouping = grouping;
    trigger =
        ExecutableTriggerStateMachine.create(
            TriggerStateMachines.stateMachineForTrigger(
                TriggerTranslation.toProto(grouping.strategy().getTrigger())));
    reduceFn = SystemReduceFn.buffering(grouping.valueCoder());
  }

  @Override
  public void setup(StepContext context, CurrentKey key) {
    Receiver receiver = context.output(0);
    output =
        row -> {
          KV<Object, Iterable<Object>> pane = row.getValue();
          receiver.accept(row.withValue(grouping.keys().group(pane.getKey(), pane.getValue())));
        };
    current = key;
    job = context.job();
    metrics = JobMetrics.of(context.job()).step(context.name());
  }

  @Override
  public void restore(StepState state) throws IOException {
    SavedMetrics own = new SavedMetrics(metrics());
    own.restore(state);
    savedMetrics = own;
  }

  @Override
  public void save(long snapshot) throws IOException {
    if (savedMetrics != null) {
      savedMetrics.save();
    }
  }

  @Override
  public Coder<? extends BoundedWindow> windowCoder() {
    return grouping.strategy().getWindowFn().windowCoder();
  }

  @Override
  public boolean awaitsProcessingTime() {
    return false;
  }

  @Override
  public void process(WindowedValue<Object> element) throws Exception {
    processAll(List.of(element));
  }

  @Override
  public void processAll(Iterable<WindowedValue<Object>> elements) throws Exception {
    run(runner -> runner.processElements(stoppable(inTime(elements))));
  }

  @Override
  public void onTimer(TimerData timer) throws Exception {
    run(runner -> runner.onTimers(List.of(timer)));
    if (isExpired(((WindowNamespace<?>) timer.getNamespace()).getWindow())) {
      // The window has been closed. ReduceFnRunner takes it for one without elements if it hears of
      // it again, when the end of the window and that of lateness came at once.
      current().clearTimers(timer.getNamespace());
    }
  }

  /** Something to be done for the current key. */
  private interface Work {
    void on(ReduceFnRunner<Object, Object, Iterable<Object>, BoundedWindow> runner)
        throws Exception;
  }

  private void run(Work work) throws Exception {
    StepMetrics own = metrics();
    CurrentKey key = current();
    MetricsContainer previous = own.enter();
    try {
      ReduceFnRunner<Object, Object, Iterable<Object>, BoundedWindow> runner =
          new ReduceFnRunner<>(
              key.key(),
              grouping.strategy(),
              trigger,
              key.stateInternals(),
              key.timerInternals(),
              output,
              NullSideInputReader.of(List.of()),
              reduceFn,
              grouping.options().get());
      work.on(runner);
      runner.persist();
    } finally {
      own.leave(previous);
    }
  }

  /** Returns the values of elements, each in one window, without those that come too late. */
  private List<WindowedValue<Object>> inTime(Iterable<WindowedValue<Object>> elements) {
    List<WindowedValue<Object>> values = new ArrayList<>();
    for (WindowedValue<Object> element : elements) {
      Object value = grouping.value(element);
      for (BoundedWindow window : element.getWindows()) {
        if (isExpired(window)) {
          LateElements.count(metrics(), 1);
        } else {
          values.add(
              WindowedValues.of(value, element.getTimestamp(), window, element.getPaneInfo()));
        }
      }
    }
    return values;
  }

  private <T> Iterable<T> stoppable(Iterable<T> elements) {
    if (job == null) {
      throw new IllegalStateException("not set up");
    }
    return new Stoppable<>(elements, job);
  }

  private boolean isExpired(BoundedWindow window) {
    Instant watermark = current().timerInternals().currentInputWatermarkTime();
    return LateDataUtils.garbageCollectionTime(window, grouping.strategy()).isBefore(watermark);
  }

  @Override
  public void bundleCommitted() {
    metrics().commit();
  }

  private StepMetrics metrics() {
    if (metrics == null) {
      throw new IllegalStateException("not set up");
    }
    return metrics;
  }

  private CurrentKey current() {
    if (current == null) {
      throw new IllegalStateException("not set up");
    }
    return current;
  }
}
