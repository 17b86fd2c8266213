// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.fixture.MemoryState;
import dev.pathway.beam.translation.fixture.Restarts;
import dev.pathway.beam.translation.fixture.StepHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
import org.apache.beam.sdk.transforms.DoFn.UnboundedPerElement;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class RestoredSplittableFnTest {
  private static final TupleTag<Object> MAIN = new TupleTag<>("main");

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  /** Puts out a few offsets of its range, and then waits. */
  @UnboundedPerElement
  static final class Slow extends DoFn<String, Long> {
    @GetInitialRestriction
    public OffsetRange nothing() {
      return new OffsetRange(0, 0);
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialWatermark(@Timestamp Instant timestamp) {
      return timestamp;
    }

    @NewWatermarkEstimator
    public WatermarkEstimators.Manual estimator(@WatermarkEstimatorState Instant watermark) {
      return new WatermarkEstimators.Manual(watermark);
    }

    @TruncateRestriction
    @SuppressWarnings("unchecked") // Beam's factory has a raw type
    public RestrictionTracker.TruncateResult<OffsetRange> truncate(@Restriction OffsetRange range) {
      return RestrictionTracker.TruncateResult.of(
          new OffsetRange(range.getFrom(), Math.min(range.getTo(), range.getFrom() + 10)));
    }

    @ProcessElement
    public ProcessContinuation process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> output) {
      long i = tracker.currentRestriction().getFrom();
      for (int left = 3; left > 0; left--) {
        if (!tracker.tryClaim(i)) {
          return ProcessContinuation.stop();
        }
        output.outputWithTimestamp(i, Instant.ofEpochMilli(i));
        estimator.setWatermark(Instant.ofEpochMilli(i + 1));
        i++;
      }
      return ProcessContinuation.resume().withResumeDelay(Duration.millis(4));
    }
  }

  /** Each offset comes out once, and event time waits for it, whoever goes on with it. */
  @ParameterizedTest
  @MethodSource("seeds")
  void restore_randomHistory_nothingTwiceAndNothingLeftOut(long seed) throws Exception {
    Restarts.Outcome expected = restarts(seed).undisturbed();

    assertThat(restarts(seed).disturbed(() -> new MemoryBudget(1 << 20), true)).isEqualTo(expected);
  }

  private static Restarts restarts(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] next = new long[1];
    return new Restarts(
        RestoredSplittableFnTest::spec,
        element -> element.getTimestamp().hashCode(),
        output -> KV.of(String.valueOf(output.getValue()), String.valueOf(output.getTimestamp())),
        Restarts.history(random, 100, 4, watermark -> bundle(random, next)));
  }

  private static List<WindowedValue<?>> bundle(SplittableRandom random, long[] next) {
    List<WindowedValue<?>> elements = new ArrayList<>();
    for (int i = random.nextInt(2); i >= 0; i--) {
      long from = next[0];
      next[0] += random.nextInt(1, 30);
      elements.add(element(from, next[0]));
    }
    return elements;
  }

  private static WindowedValue<?> element(long from, long to) {
    return WindowedValues.timestampedValueInGlobalWindow(
        KV.of(new byte[0], KV.of("element", new OffsetRange(from, to))),
        Instant.ofEpochMilli(from));
  }

  /** What a job that drains has truncated is not truncated again when it goes on. */
  @Test
  void restore_truncated_isDoneAsFarAsItWas() throws Exception {
    Job job = Jobs.streaming();
    job.clock().stopAt(0);
    StepHarness first = new StepHarness(spec(), job);
    MemoryState state = new MemoryState(0, 1, true);
    first.setup();
    first.fn().restore(state);
    first.bundle(List.of(element(0, 1_000)));
    job.drain();
    first.wake();
    first.fn().save(1);
    first.fn().teardown();

    StepHarness second = new StepHarness(spec(), job);
    second.setup();
    second.fn().restore(MemoryState.restored(List.of(state), 1, 1).get(0));
    while (second.fn().hold() < EventTime.END) {
      second.wake();
      job.clock().pass(5);
    }

    List<Object> all = new ArrayList<>();
    first.outputs(0).forEach(row -> all.add(row.getValue()));
    second.outputs(0).forEach(row -> all.add(row.getValue()));
    // Three before the job drained, and ten of what was left then.
    assertThat(all).isEqualTo(LongStream.range(0, 13).boxed().toList());
  }

  @SuppressWarnings("unchecked") // the test puts in what the function takes
  private static StepSpec spec() {
    return new SplittableSpec(
        new ParDoSpec(
            "step",
            (DoFn<Object, Object>) (DoFn<?, ?>) new Slow(),
            new SerializablePipelineOptions(PipelineOptionsFactory.create()),
            (Coder<Object>) (Coder<?>) StringUtf8Coder.of(),
            MAIN,
            List.of(new Output(MAIN, VarLongCoder.of())),
            WindowingStrategy.globalDefault(),
            DoFnSchemaInformation.create(),
            Map.of(),
            List.of(),
            new Checks(false, false)),
        CallLimits.SHORT,
        new SplittableSpec.Coders(SerializableCoder.of(OffsetRange.class), InstantCoder.of()),
        false);
  }
}
