// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.keyed.KeyActions.Action;
import dev.pathway.beam.translation.keyed.KeyActions.ActionFn;
import dev.pathway.beam.translation.keyed.KeyActions.AtEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReplayedStepTest {
  private static final int KEYS = 5;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Firings by key and their order, against a model of each key that scans. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomGroups_asAModelThatScansAllTimers(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Job job = Jobs.create();
    job.clock().stopAt(0);
    AtEnd atEnd = AtEnd.any(random);
    ActionFn fn = new ActionFn(atEnd);
    StepHarness harness = harness(job, fn);
    List<ScanningTimers> models = new ArrayList<>();

    for (int key = 0; key < KEYS; key++) {
      List<Action> actions = actions(random);
      harness.bundle(List.of(group(key, actions)));
      ScanningTimers model = new ScanningTimers(atEnd);
      model.pass(job.clock().millis());
      for (Action action : actions) {
        model.apply(key, action);
      }
      model.advance(EventTime.END);
      models.add(model);
      assertThat(fn.firings()).isEqualTo(firings(models));

      long passing = random.nextInt(40);
      job.clock().pass(passing);
      harness.wake();
      pass(models, passing);
      assertThat(fn.firings()).isEqualTo(firings(models));
      assertThat(harness.fn().hold()).isEqualTo(hold(models));
    }

    job.clock().pass(1000);
    harness.wake();
    pass(models, 1000);
    assertThat(fn.firings()).isEqualTo(firings(models));
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  /** Of a key that waits for nothing when its elements have come nothing is kept. */
  private static void pass(List<ScanningTimers> models, long millis) {
    models.stream()
        .filter(ScanningTimers::awaitsProcessingTime)
        .forEach(model -> model.pass(millis));
  }

  private static StepHarness harness(Job job, KeyedFn fn) throws Exception {
    StepHarness harness =
        new StepHarness(new KeyedSpec(new CountingKeys(), () -> fn, KeyedSpec.Input.BY_KEY), job);
    harness.setup();
    return harness;
  }

  private static List<Action> actions(SplittableRandom random) {
    List<Action> actions = new ArrayList<>();
    int count = random.nextInt(1, 20);
    for (int i = 0; i < count; i++) {
      actions.add(KeyActions.any(random));
    }
    return actions;
  }

  private static WindowedValue<?> group(int key, List<Action> actions) {
    List<WindowedValue<KV<Integer, Action>>> elements =
        actions.stream()
            .map(action -> WindowedValues.valueInGlobalWindow(KV.of(key, action)))
            .toList();
    return WindowedValues.valueInGlobalWindow(KV.of(key, elements));
  }

  private static Map<Object, List<String>> firings(List<ScanningTimers> models) {
    Map<Object, List<String>> all = new TreeMap<>();
    models.forEach(model -> all.putAll(model.firings()));
    return all;
  }

  /** Keys come in no order of time: as long as one waits, all of event time may still come. */
  private static long hold(List<ScanningTimers> models) {
    return models.stream().anyMatch(ScanningTimers::awaitsProcessingTime)
        ? EventTime.START
        : EventTime.END;
  }

  @Test
  void process_drainedTimers_fireInTheOrderOfTheirTimes() throws Exception {
    Job job = Jobs.create();
    job.clock().stopAt(0);
    ActionFn fn = new ActionFn(AtEnd.DRAIN);
    StepHarness harness = harness(job, fn);
    harness.bundle(
        List.of(
            group(
                1,
                List.of(
                    new Action.SetTimer(0, "a", TimeDomain.PROCESSING_TIME, 5_000_000, 70),
                    new Action.SetTimer(0, "b", TimeDomain.PROCESSING_TIME, Long.MAX_VALUE, 70),
                    new Action.SetTimer(1, KeyActions.CHAIN, TimeDomain.PROCESSING_TIME, 40, 40),
                    new Action.SetTimer(2, "a", TimeDomain.EVENT_TIME, 90, 90)))));

    assertThat(fn.firings().get(1))
        .containsExactly(
            "a in 2 at 90 of EVENT_TIME",
            "chain in 1 at 40 of PROCESSING_TIME",
            "a in 1 at 43 of PROCESSING_TIME",
            "a in 0 at 5000000 of PROCESSING_TIME",
            "b in 0 at " + Long.MAX_VALUE + " of PROCESSING_TIME");
    assertThat(job.clock().millis()).isZero();
  }
}
