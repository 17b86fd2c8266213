// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.StepHarness;
import dev.pathway.beam.translation.fixture.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.BoundedPerElement;
import org.apache.beam.sdk.transforms.DoFn.UnboundedPerElement;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.TruncateResult;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

final class SplittableFnTest {
  private static final TupleTag<Object> MAIN = new TupleTag<>("main");
  private static final TupleTag<Object> SIDE = new TupleTag<>("side");
  private static final long NOW = 1_000_000;

  private final Job job = Jobs.streaming();

  SplittableFnTest() {
    job.clock().stopAt(NOW);
  }

  @SuppressWarnings("unchecked") // the tests put in what the function takes
  private static StepSpec spec(DoFn<String, Long> fn, CallLimits limits, boolean shared) {
    return new SplittableSpec(
        new ParDoSpec(
            "step",
            (DoFn<Object, Object>) (DoFn<?, ?>) fn,
            new SerializablePipelineOptions(PipelineOptionsFactory.create()),
            (Coder<Object>) (Coder<?>) StringUtf8Coder.of(),
            MAIN,
            List.of(new Output(MAIN, VarLongCoder.of()), new Output(SIDE, VarLongCoder.of())),
            WindowingStrategy.globalDefault(),
            DoFnSchemaInformation.create(),
            Map.of(),
            List.of(),
            new Checks(true, true)),
        limits,
        shared
            ? null
            : new SplittableSpec.Coders(SerializableCoder.of(OffsetRange.class), InstantCoder.of()),
        shared);
  }

  private StepHarness harness(DoFn<String, Long> fn, CallLimits limits) throws Exception {
    StepHarness harness = new StepHarness(spec(fn, limits, false), job);
    harness.setup();
    return harness;
  }

  private static CallLimits outputs(long outputs) {
    return new CallLimits(outputs, Long.MAX_VALUE);
  }

  private static WindowedValue<?> element(String element, long from, long to) {
    return WindowedValues.timestampedValueInGlobalWindow(
        KV.of(new byte[0], KV.of(element, new OffsetRange(from, to))), Instant.ofEpochMilli(from));
  }

  private static void wake(StepHarness harness) throws Exception {
    StepFn fn = harness.fn();
    fn.startBundle();
    fn.wake();
    fn.finishBundle();
    fn.bundleCommitted();
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }

  private static List<Object> values(StepHarness harness) {
    return harness.outputs(0).stream().map(WindowedValue::getValue).toList();
  }

  private boolean due(StepHarness harness) {
    return harness.fn().wakeTime() <= job.clock().millis();
  }

  /** Is given ranges: the step's elements come with their restrictions. */
  abstract static class RangesFn extends DoFn<String, Long> {
    @GetInitialRestriction
    public OffsetRange nothing() {
      return new OffsetRange(0, 0);
    }
  }

  /** Puts out the offsets of its range, each at its own time. */
  @BoundedPerElement
  static final class Offsets extends RangesFn {
    @GetInitialWatermarkEstimatorState
    public Instant initialWatermark(@Timestamp Instant timestamp) {
      return timestamp;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant watermark) {
      return new WatermarkEstimators.Manual(watermark);
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.outputWithTimestamp(i, Instant.ofEpochMilli(i));
        estimator.setWatermark(Instant.ofEpochMilli(i + 1));
      }
    }
  }

  @Test
  void process_sharedWithAWorkerThatHasNothing_isDoneByBothOnce() throws Exception {
    StepHarness busy = new StepHarness(spec(new Offsets(), CallLimits.NONE, true), job);
    StepHarness idle = new StepHarness(spec(new Offsets(), CallLimits.NONE, true), job);
    busy.setup();
    idle.setup();
    idle.fn().seal(0);
    assertThat(idle.fn().wakeTime()).isEqualTo(Long.MAX_VALUE);
    assertThat(idle.fn().hold()).isEqualTo(EventTime.START);

    busy.bundle(List.of(element("a", 0, 100)));
    busy.fn().seal(0);

    assertThat(values(busy)).isEqualTo(range(0, 50));
    assertThat(busy.fn().hold()).isEqualTo(EventTime.START);
    idle.wake();
    List<Object> all = new ArrayList<>(values(busy));
    all.addAll(values(idle));
    // What was given away may be given back: both are idle by turns.
    assertThat(all).containsExactlyInAnyOrderElementsOf(range(0, 100));
    assertThat(values(idle)).startsWith(50L, 51L);
    busy.wake();
    assertThat(busy.fn().hold()).isEqualTo(EventTime.END);
    assertThat(idle.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void process_withoutLimits_doesAll() throws Exception {
    StepHarness harness = harness(new Offsets(), CallLimits.NONE);

    harness.bundle(List.of(element("a", 0, 20_000), element("b", 0, 3)));

    assertThat(values(harness)).hasSize(20_003);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(harness.fn().wakeTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void process_limitOfOutputs_leavesTheRestWhichHoldsTheWatermark() throws Exception {
    StepHarness harness = harness(new Offsets(), outputs(3));

    harness.bundle(List.of(element("a", 10, 20)));

    assertThat(values(harness)).isEqualTo(range(10, 13));
    assertThat(harness.fn().hold()).isEqualTo(13);
    assertThat(due(harness)).isTrue();
  }

  @Test
  void wake_untilNothingIsDue_doesEverythingOnceAndInTurns() throws Exception {
    StepHarness harness = harness(new Offsets(), outputs(3));
    harness.bundle(List.of(element("a", 10, 20), element("b", 100, 107)));
    List<Long> holds = new ArrayList<>();

    while (due(harness)) {
      holds.add(harness.fn().hold());
      wake(harness);
    }

    assertThat(values(harness).subList(0, 9))
        .containsExactly(10L, 11L, 12L, 100L, 101L, 102L, 13L, 14L, 15L);
    List<Long> all = new ArrayList<>(range(10, 20));
    all.addAll(range(100, 107));
    assertThat(values(harness)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(holds).isSorted().startsWith(13L).endsWith(19L);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void process_onlyAFewAllowed_elementsKeepTheirWindowAndPane() throws Exception {
    PaneInfo pane = PaneInfo.createPane(false, false, PaneInfo.Timing.LATE, 3, 1);
    StepHarness harness = harness(new Offsets(), outputs(1));

    harness.bundle(
        List.of(
            WindowedValues.of(
                KV.of(new byte[0], KV.of("a", new OffsetRange(0, 2))),
                Instant.ofEpochMilli(0),
                Windows.window(0, 10),
                pane)));
    wake(harness);

    assertThat(harness.outputs(0))
        .hasSize(2)
        .allSatisfy(
            output -> {
              assertThat(Windows.of(output)).containsExactly(Windows.window(0, 10));
              assertThat(output.getPaneInfo()).isEqualTo(pane);
              assertThat(output.getTimestamp().getMillis()).isEqualTo(output.getValue());
            });
  }

  /** Does one offset at a time and asks to be resumed later. */
  @UnboundedPerElement
  static final class Polling extends RangesFn {
    static final Duration DELAY = Duration.millis(500);

    @ProcessElement
    public ProcessContinuation process(
        ProcessContext context, RestrictionTracker<OffsetRange, Long> tracker) {
      long next = tracker.currentRestriction().getFrom();
      if (!tracker.tryClaim(next)) {
        return ProcessContinuation.stop();
      }
      context.output(next);
      return ProcessContinuation.resume().withResumeDelay(DELAY);
    }

    @TruncateRestriction
    @SuppressWarnings("unchecked") // so Beam declares the factory
    public TruncateResult<OffsetRange> truncate(@Restriction OffsetRange range) {
      return TruncateResult.of(new OffsetRange(range.getFrom(), range.getFrom() + 1));
    }
  }

  @Test
  void wake_beforeTheDelayIsOver_doesNothing() throws Exception {
    StepHarness harness = harness(new Polling(), CallLimits.SHORT);

    harness.bundle(List.of(element("a", 0, 10)));
    assertThat(harness.fn().wakeTime()).isEqualTo(NOW + Polling.DELAY.getMillis());
    wake(harness);
    assertThat(values(harness)).containsExactly(0L);
    job.clock().stopAt(NOW + Polling.DELAY.getMillis());
    wake(harness);

    assertThat(values(harness)).containsExactly(0L, 1L);
  }

  @Test
  void resume_lastOfTheRestriction_nothingIsLeft() throws Exception {
    StepHarness harness = harness(new Polling(), CallLimits.SHORT);

    harness.bundle(List.of(element("a", 0, 1)));

    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void hold_noEstimator_nothingIsKnownUntilAllIsDone() throws Exception {
    StepHarness harness = harness(new Polling(), CallLimits.SHORT);

    harness.bundle(List.of(element("a", 50, 60)));

    assertThat(harness.fn().hold()).isEqualTo(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
  }

  @Test
  void drain_whatWaits_isTruncatedOnceAndDoneWithoutDelay() throws Exception {
    StepHarness harness = harness(new Polling(), CallLimits.SHORT);
    harness.bundle(List.of(element("a", 0, 100), element("b", 200, 300)));

    job.drain();
    assertThat(due(harness)).isTrue();
    while (due(harness)) {
      wake(harness);
    }

    assertThat(values(harness)).containsExactly(0L, 200L, 1L, 201L);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void drain_elementsThatStillCome_areTruncatedToo() throws Exception {
    StepHarness harness = harness(new Polling(), CallLimits.SHORT);
    job.drain();

    harness.bundle(List.of(element("a", 0, 100)));

    assertThat(values(harness)).containsExactly(0L);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
  }

  @Test
  void drain_boundedRestriction_isDoneToItsEnd() throws Exception {
    StepHarness harness = harness(new Offsets(), outputs(1));
    harness.bundle(List.of(element("a", 0, 5)));

    job.drain();
    while (due(harness)) {
      wake(harness);
    }

    assertThat(values(harness)).isEqualTo(range(0, 5));
  }

  /** Never ends, and has the job drained while it is at it. */
  @UnboundedPerElement
  static final class DrainsAtFive extends RangesFn {
    private final Job job;

    DrainsAtFive(Job job) {
      this.job = job;
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker, OutputReceiver<Long> output) {
      for (long i = tracker.currentRestriction().getFrom(); tracker.tryClaim(i); i++) {
        output.output(i);
        if (i == 5) {
          job.drain();
        }
      }
      return ProcessContinuation.stop();
    }

    @TruncateRestriction
    @SuppressWarnings("unchecked") // so Beam declares the factory
    public TruncateResult<OffsetRange> end() {
      return TruncateResult.of(new OffsetRange(0, 0));
    }
  }

  @Test
  void drain_duringACall_endsItAtTheNextClaim() throws Exception {
    StepHarness harness = harness(new DrainsAtFive(job), CallLimits.NONE);

    harness.bundle(List.of(element("a", 0, Long.MAX_VALUE)));

    assertThat(values(harness)).isEqualTo(range(0, 6));
    assertThat(due(harness)).isTrue();
    wake(harness);
    assertThat(harness.fn().hold()).isEqualTo(EventTime.END);
    assertThat(values(harness)).hasSize(6);
  }

  /** Asks for all there is to ask for. */
  @BoundedPerElement
  static final class Curious extends RangesFn {
    private final List<String> seen = new ArrayList<>();

    @StartBundle
    public void start(StartBundleContext context) {
      seen.add("start");
    }

    @ProcessElement
    public void process(
        @Element String element,
        @Timestamp Instant timestamp,
        BoundedWindow window,
        PaneInfo pane,
        BundleFinalizer finalizer,
        RestrictionTracker<OffsetRange, Long> tracker,
        MultiOutputReceiver outputs) {
      long first = tracker.currentRestriction().getFrom();
      tracker.tryClaim(first);
      outputs.get(MAIN).output(first);
      outputs.get(SIDE).outputWithTimestamp(first + 1, timestamp.plus(Duration.millis(1)));
      seen.add(element + " at " + timestamp.getMillis() + " in " + window.maxTimestamp());
      finalizer.afterBundleCommit(Instant.ofEpochMilli(NOW), () -> seen.add("committed"));
      finalizer.afterBundleCommit(Instant.ofEpochMilli(NOW - 1), () -> seen.add("expired"));
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      seen.add("finish");
      context.output(77L, Instant.EPOCH, Windows.window(0, 10));
    }

    @Teardown
    public void teardown() {
      seen.add("teardown");
    }
  }

  @Test
  void process_allParameters_areGiven() throws Exception {
    Curious fn = new Curious();
    StepHarness harness = harness(fn, CallLimits.SHORT);

    harness.bundle(
        List.of(
            WindowedValues.of(
                KV.of(new byte[0], KV.of("a", new OffsetRange(3, 4))),
                Instant.ofEpochMilli(3),
                Windows.window(0, 10),
                PaneInfo.NO_FIRING)));
    harness.fn().teardown();

    assertThat(fn.seen)
        .containsExactly(
            "start",
            "a at 3 in " + Windows.window(0, 10).maxTimestamp(),
            "finish",
            "committed",
            "teardown");
    assertThat(values(harness)).containsExactly(3L, 77L);
    assertThat(harness.outputs(1))
        .singleElement()
        .satisfies(
            output -> {
              assertThat(output.getValue()).isEqualTo(4L);
              assertThat(output.getTimestamp().getMillis()).isEqualTo(4);
            });
  }

  /** Leaves most of its restriction undone. */
  @BoundedPerElement
  static final class Lazy extends RangesFn {
    @ProcessElement
    public void process(RestrictionTracker<OffsetRange, Long> tracker) {
      tracker.tryClaim(tracker.currentRestriction().getFrom());
    }
  }

  @Test
  void process_stopsWithWorkUndone_fails() throws Exception {
    StepHarness harness = harness(new Lazy(), CallLimits.SHORT);

    assertThatThrownBy(() -> harness.bundle(List.of(element("a", 0, 10))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[0, 10)");
  }
}
