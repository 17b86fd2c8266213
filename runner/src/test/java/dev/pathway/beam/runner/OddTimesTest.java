// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times and states that are not as they should be: what Beam says of them, or a clear message. */
final class OddTimesTest {
  private static final KvCoder<String, Integer> CODER =
      KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of());

  private static TestStream.Builder<KV<String, Integer>> stream() {
    return TestStream.create(CODER)
        .addElements(TimestampedValue.of(KV.of("k", 1), Instant.ofEpochMilli(5)));
  }

  /** Sets a timer before the watermark, and writes down when it fires. */
  static final class SetInThePast extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("past")
    private final TimerSpec pastSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> pair,
        @TimerId("past") Timer past,
        OutputReceiver<String> output) {
      output.output("element " + pair.getValue());
      past.withOutputTimestamp(Instant.ofEpochMilli(200)).set(Instant.ofEpochMilli(50));
    }

    @OnTimer("past")
    public void onPast(OnTimerContext context, OutputReceiver<String> output) {
      output.output("timer " + context.fireTimestamp().getMillis());
    }
  }

  @Test
  void run_timerInThePast_firesAtOnceEachTime() {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            TestStream.create(CODER)
                .advanceWatermarkTo(Instant.ofEpochMilli(100))
                .addElements(TimestampedValue.of(KV.of("k", 1), Instant.ofEpochMilli(150)))
                .addElements(TimestampedValue.of(KV.of("k", 2), Instant.ofEpochMilli(150)))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new SetInThePast()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements())
        .containsExactlyInAnyOrder("element 1", "timer 50", "element 2", "timer 50");
  }

  static final class Describe extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Long> pair, PaneInfo pane, OutputReceiver<String> output) {
      output.output(pair.getValue() + " " + pane.getTiming());
    }
  }

  @Test
  void run_watermarkThatDoesNotAdvance_earlyPanesComeAndTheLastAtTheEnd() {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = Pipelines.create();
    TestStream.Builder<KV<String, Integer>> stream = stream();
    for (int i = 0; i < 5; i++) {
      stream =
          stream
              .addElements(TimestampedValue.of(KV.of("k", i), Instant.ofEpochMilli(i)))
              .advanceProcessingTime(Duration.standardMinutes(1));
    }
    pipeline
        .apply(stream.advanceWatermarkToInfinity())
        .apply(
            Window.<KV<String, Integer>>into(FixedWindows.of(Duration.millis(10)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(4)))
                .withAllowedLateness(Duration.ZERO)
                .accumulatingFiredPanes())
        .apply(Count.perKey())
        .apply(ParDo.of(new Describe()))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly("4 EARLY", "6 ON_TIME");
  }

  static final class Shift extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    private static final long serialVersionUID = 1L;

    private final Instant to;

    Shift(Instant to) {
      this.to = to;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Integer> pair, OutputReceiver<KV<String, Integer>> output) {
      output.outputWithTimestamp(pair, to);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void run_outputTimestampOutOfRange_namesTransformAndTimestamp(long side) {
    Instant to =
        side < 0
            ? BoundedWindow.TIMESTAMP_MIN_VALUE
            : BoundedWindow.TIMESTAMP_MAX_VALUE.plus(Duration.millis(1));
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(stream().advanceWatermarkToInfinity()).apply("Shift", ParDo.of(new Shift(to)));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("'Shift/ParMultiDo(Shift)' failed")
        .hasMessageContaining("Cannot output with timestamp " + to)
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  static final class Stamp extends DoFn<KV<String, Long>, KV<Long, Instant>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Long> pair,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Long, Instant>> output) {
      output.output(KV.of(pair.getValue(), timestamp));
    }
  }

  static Stream<Trigger> triggersThatFireOnce() {
    return Stream.of(
        DefaultTrigger.of(), Repeatedly.forever(AfterWatermark.pastEndOfWindow()), Never.ever());
  }

  @ParameterizedTest
  @MethodSource("triggersThatFireOnce")
  void run_elementsPastTheEndOfTheirWindow_areCountedAndStampedWithItsEnd(
      Trigger trigger, @TempDir Path state) {
    for (TimestampCombiner combiner :
        List.of(TimestampCombiner.LATEST, TimestampCombiner.EARLIEST)) {
      for (String[] mode :
          List.of(
              new String[0],
              new String[] {"--incremental", "--stateDir=" + state.resolve(combiner.toString())})) {
        Gathered<KV<Long, Instant>> gathered = new Gathered<>();
        Instant end = GlobalWindow.INSTANCE.maxTimestamp();
        Pipeline pipeline = Pipelines.create(mode);
        pipeline
            .apply(
                Create.timestamped(
                        TimestampedValue.of(KV.of("k", 1), end.plus(Duration.millis(1))),
                        TimestampedValue.of(KV.of("k", 2), BoundedWindow.TIMESTAMP_MAX_VALUE))
                    .withCoder(CODER))
            .apply(
                Window.<KV<String, Integer>>into(new GlobalWindows())
                    .triggering(trigger)
                    .withTimestampCombiner(combiner)
                    .withAllowedLateness(Duration.ZERO)
                    .discardingFiredPanes())
            .apply(Count.perKey())
            .apply(ParDo.of(new Stamp()))
            .apply(gathered);
        pipeline.run();

        assertThat(gathered.elements())
            .as("%s, %s", mode, combiner)
            .containsExactly(KV.of(2L, end));
      }
    }
  }

  /** Writes a text into a state of numbers, past the compiler. */
  static final class WrongType extends DoFn<KV<String, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("number")
    private final StateSpec<ValueState<Integer>> numberSpec = StateSpecs.value(untyped());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    private final boolean inTimer;

    WrongType(boolean inTimer) {
      this.inTimer = inTimer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // which is the mistake
    private static Coder<Integer> untyped() {
      return (Coder) StringUtf8Coder.of();
    }

    @ProcessElement
    @SuppressWarnings({"unchecked", "rawtypes"}) // which is the mistake
    public void process(
        BoundedWindow window,
        @StateId("number") ValueState<Integer> number,
        @TimerId("end") Timer end,
        OutputReceiver<Integer> output) {
      ((ValueState) number).write("text");
      end.set(window.maxTimestamp());
      if (!inTimer) {
        output.output(number.read() + 1);
      }
    }

    @OnTimer("end")
    public void onEnd(
        @StateId("number") ValueState<Integer> number, OutputReceiver<Integer> output) {
      output.output(number.read() + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_stateOfAnotherType_namesTransformKeyWindowAndCause(boolean inTimer) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(stream().advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(Duration.millis(10))))
        .apply("Wrong", ParDo.of(new WrongType(inTimer)));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining(
            "'Wrong/ParMultiDo(WrongType)' failed at key 'k' in"
                + " [[1970-01-01T00:00:00.000Z..1970-01-01T00:00:00.010Z)]:"
                + " java.lang.ClassCastException")
        .hasCauseInstanceOf(ClassCastException.class);
  }
}
