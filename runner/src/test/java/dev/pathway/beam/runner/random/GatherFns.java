// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.random;

import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** Functions that gather the values of a key and window in state, and put them out as one. */
final class GatherFns {
  private GatherFns() {}

  /** Puts values out when a timer fires at the end of the window. */
  static final class GatherByTimer extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
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
      // There are no timers after the end of the global window, as there are windows.
      Instant last = GlobalWindow.INSTANCE.maxTimestamp();
      end.set(window.maxTimestamp().isBefore(last) ? window.maxTimestamp() : last);
    }

    @OnTimer("end")
    public void onEnd(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Fns.digest(values.read())));
      values.clear();
    }
  }

  /** Puts values out when the window expires. */
  static final class GatherToTheEnd extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<BagState<Long>> valuesSpec = StateSpecs.bag();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(pair.getValue());
      key.write(pair.getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Fns.digest(values.read())));
    }
  }

  /** Puts out, when the window expires, what a view gave for each value. */
  static final class GatherWithView extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    private final RandomView view;

    @StateId("values")
    private final StateSpec<BagState<Long>> valuesSpec = StateSpecs.bag();

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value();

    GatherWithView(RandomView view) {
      this.view = view;
    }

    @ProcessElement
    public void process(
        ProcessContext context,
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key) {
      values.add(view.read(context, context.element()));
      key.write(context.element().getKey());
    }

    @OnWindowExpiration
    public void onExpiration(
        @StateId("values") BagState<Long> values,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(key.read(), Fns.digest(values.read())));
    }
  }
}
