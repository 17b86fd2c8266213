// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.beam.runners.core.LateDataDroppingDoFnRunner;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.AfterEach;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window.ClosingBehavior;
import org.apache.beam.sdk.transforms.windowing.Window.OnTimeBehavior;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows and panes while time advances. */
final class WindowGroupsStreamTest {
  private static final List<WindowFn<?, ?>> WINDOW_FNS =
      List.of(
          new GlobalWindows(),
          FixedWindows.of(Duration.millis(10)),
          SlidingWindows.of(Duration.millis(10)).every(Duration.millis(3)),
          Sessions.withGapDuration(Duration.millis(5)));
  private static final List<Trigger> TRIGGERS =
      List.of(
          DefaultTrigger.of(),
          Never.ever(),
          AfterWatermark.pastEndOfWindow(),
          AfterWatermark.pastEndOfWindow()
              .withEarlyFirings(AfterPane.elementCountAtLeast(2))
              .withLateFirings(AfterPane.elementCountAtLeast(1)),
          AfterPane.elementCountAtLeast(2),
          Repeatedly.forever(AfterPane.elementCountAtLeast(2)),
          Repeatedly.forever(
              AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(7))),
          AfterEach.inOrder(
              AfterPane.elementCountAtLeast(1),
              Repeatedly.forever(AfterPane.elementCountAtLeast(3))),
          AfterFirst.of(
              AfterPane.elementCountAtLeast(3), AfterProcessingTime.pastFirstElementInPane()));

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  /** Whatever comes, and whenever, the panes are those of Beam's ReduceFnRunner in memory. */
  @ParameterizedTest
  @MethodSource("seeds")
  void process_randomHistory_panesOfReduceFnRunnerByItself(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    WindowingStrategy<?, ?> strategy = randomStrategy(random);
    DirectWindowGroups expected = new DirectWindowGroups(strategy);
    Job job = Jobs.create();
    job.clock().stopAt(0);
    StepHarness harness = new StepHarness(step(strategy), job);
    harness.setup();
    long watermark = -50;

    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(5)) {
        case 0 -> {
          watermark += random.nextInt(15);
          harness.advance(watermark);
          expected.advance(Instant.ofEpochMilli(watermark));
        }
        case 1 -> {
          long passing = random.nextInt(10);
          job.clock().pass(passing);
          harness.wake();
          expected.pass(passing);
        }
        default -> {
          WindowedValue<KV<String, Integer>> element = element(strategy, watermark, random, i);
          harness.bundle(List.of(element));
          harness.wake();
          expected.process(element);
        }
      }
      check(strategy, harness, expected);
    }

    harness.advance(EventTime.END);
    expected.advance(BoundedWindow.TIMESTAMP_MAX_VALUE);
    check(strategy, harness, expected);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(harness.fn().wakeTime()).isGreaterThan(job.clock().millis());
    assertThat(dropped(job)).isEqualTo(expected.dropped());
  }

  private static void check(
      WindowingStrategy<?, ?> strategy, StepHarness harness, DirectWindowGroups expected) {
    // As the engine does when event time is to come further.
    harness.fn().hold();
    assertThat(texts(harness.outputs(0)))
        .as("%s", strategy)
        .containsExactlyInAnyOrderElementsOf(texts(expected.takeOutput()));
    harness.outputs(0).clear();
  }

  private static List<String> texts(List<? extends WindowedValue<?>> rows) {
    return rows.stream().map(WindowGroupsStreamTest::text).toList();
  }

  static String text(WindowedValue<?> row) {
    KV<?, ?> pair = (KV<?, ?>) row.getValue();
    List<?> values =
        StreamSupport.stream(((Iterable<?>) pair.getValue()).spliterator(), false)
            .sorted()
            .toList();
    return pair.getKey()
        + "="
        + values
        + " at "
        + row.getTimestamp().getMillis()
        + " in "
        + row.getWindows()
        + " "
        + row.getPaneInfo();
  }

  static WindowingStrategy<?, ?> randomStrategy(SplittableRandom random) {
    return WindowingStrategy.of(pick(WINDOW_FNS, random))
        .withTrigger(pick(TRIGGERS, random))
        .withTimestampCombiner(pick(List.of(TimestampCombiner.values()), random))
        .withMode(
            pick(
                List.of(
                    AccumulationMode.ACCUMULATING_FIRED_PANES,
                    AccumulationMode.DISCARDING_FIRED_PANES),
                random))
        .withClosingBehavior(pick(List.of(ClosingBehavior.values()), random))
        .withOnTimeBehavior(pick(List.of(OnTimeBehavior.values()), random))
        .withAllowedLateness(Duration.millis(random.nextBoolean() ? 0 : random.nextInt(30)));
  }

  static WindowedValue<KV<String, Integer>> element(
      WindowingStrategy<?, ?> strategy, long watermark, SplittableRandom random, int number)
      throws Exception {
    Instant time = Instant.ofEpochMilli(watermark + random.nextInt(-30, 30));
    KV<String, Integer> pair = KV.of("key" + random.nextInt(3), number);
    List<BoundedWindow> windows = new ArrayList<>();
    for (WindowedValue<Object> row :
        StepHarness.run(
            new AssignWindows(strategy.getWindowFn()),
            List.of(WindowedValues.timestampedValueInGlobalWindow(pair, time)))) {
      windows.addAll(row.getWindows());
    }
    return WindowedValues.of(pair, time, windows, PaneInfo.NO_FIRING);
  }

  static KeyedSpec step(WindowingStrategy<?, ?> strategy) {
    KvKeys keys = KvKeys.of(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()));
    return new KeyedSpec(
        keys,
        Grouping.of(
            keys,
            strategy,
            VarIntCoder.of(),
            new SerializablePipelineOptions(PipelineOptionsFactory.create())),
        KeyedSpec.Input.ONE_BY_ONE);
  }

  private static long dropped(Job job) {
    MetricsFilter filter =
        MetricsFilter.builder()
            .addNameFilter(
                MetricNameFilter.named(
                    LateDataDroppingDoFnRunner.class,
                    LateDataDroppingDoFnRunner.DROPPED_DUE_TO_LATENESS))
            .build();
    long sum = 0;
    for (var counter : JobMetrics.of(job).results().queryMetrics(filter).getCounters()) {
      sum += counter.getAttempted();
    }
    return sum;
  }

  private static <T> T pick(List<? extends T> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }
}
