// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Keeps a time for a key, in milliseconds since 1970, and emits and forgets it when event time is
 * there.
 */
final class TimerFn extends DoFn<KV<Long, Long>, KV<Long, Long>> {

  private static final String TIMER = "timer";
  private static final String TIME = "time";

  @StateId(TIME)
  private final StateSpec<ValueState<Long>> timeSpec = StateSpecs.value();

  @TimerId(TIMER)
  private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  /** Sets the timer. */
  @ProcessElement
  public void process(
      @Element KV<Long, Long> element,
      @StateId(TIME) ValueState<Long> time,
      @TimerId(TIMER) Timer timer) {
    time.write(element.getValue());
    timer.set(Instant.ofEpochMilli(element.getValue()));
  }

  /** Emits what was kept. */
  @OnTimer(TIMER)
  public void fire(
      @Key Long key, @StateId(TIME) ValueState<Long> time, OutputReceiver<KV<Long, Long>> output) {
    output.output(KV.of(key, time.read()));
    time.clear();
  }
}
