// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code --drainTimersAtEnd}: nobody waits for the days that the timers of these tests are set to.
 */
@Timeout(60)
final class DrainTimersTest {
  private static final Duration DAY = Duration.standardDays(1);

  /** Sets timers to days that elements tell, and puts out the day on which each fires. */
  static final class Calendar extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("start")
    private final StateSpec<ValueState<Long>> startSpec = StateSpecs.value();

    @TimerId("first")
    private final TimerSpec firstSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @TimerId("second")
    private final TimerSpec secondSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> element,
        @StateId("start") ValueState<Long> start,
        @TimerId("first") Timer first,
        @TimerId("second") Timer second) {
      start.write(System.currentTimeMillis());
      second.offset(DAY.multipliedBy(element.getValue() + 4L)).setRelative();
      first.offset(DAY.multipliedBy(element.getValue())).setRelative();
    }

    @OnTimer("first")
    public void onFirst(
        OnTimerContext context,
        @Key String key,
        @StateId("start") ValueState<Long> start,
        @TimerId("first") Timer first,
        OutputReceiver<String> output) {
      long day = day(context, start);
      output.output(key + " first on day " + day);
      if (day < 6) {
        first.offset(DAY.multipliedBy(3)).setRelative();
      }
    }

    @OnTimer("second")
    public void onSecond(
        OnTimerContext context,
        @Key String key,
        @StateId("start") ValueState<Long> start,
        OutputReceiver<String> output) {
      output.output(key + " second on day " + day(context, start));
    }

    private static long day(OnTimerContext context, ValueState<Long> start) {
      Instant began = Instant.ofEpochMilli(start.read());
      return new Duration(began, context.fireTimestamp()).getStandardDays();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_timersDaysAhead_fireInTheOrderOfTheirTimes(boolean streaming) {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = pipeline(streaming);
    pipeline
        .apply(Create.of(KV.of("a", 1), KV.of("b", 4)))
        .apply(ParDo.of(new Calendar()))
        .apply(gathered);

    assertThat(pipeline.run().getState()).isEqualTo(State.DONE);

    List<String> ofA = new ArrayList<>(gathered.elements());
    ofA.removeIf(line -> line.startsWith("b"));
    assertThat(ofA)
        .containsExactly(
            "a first on day 1", "a first on day 4", "a second on day 5", "a first on day 7");
    List<String> ofB = new ArrayList<>(gathered.elements());
    ofB.removeIf(line -> line.startsWith("a"));
    assertThat(ofB).containsExactly("b first on day 4", "b first on day 7", "b second on day 8");
  }

  private static Pipeline pipeline(boolean streaming) {
    return Pipelines.create("--drainTimersAtEnd", "--streaming=" + streaming);
  }

  /** Puts out something each day, for ever. */
  static final class Heartbeat extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("beats")
    private final StateSpec<ValueState<Integer>> beatsSpec = StateSpecs.value();

    @TimerId("loop")
    private final TimerSpec loopSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(@StateId("beats") ValueState<Integer> beats, @TimerId("loop") Timer loop) {
      beats.write(0);
      loop.offset(DAY).setRelative();
    }

    @OnTimer("loop")
    public void onLoop(
        @StateId("beats") ValueState<Integer> beats,
        @TimerId("loop") Timer loop,
        OutputReceiver<String> output) {
      beats.write(beats.read() + 1);
      output.output("beat");
      loop.offset(DAY).setRelative();
    }

    @OnWindowExpiration
    public void onWindowExpiration(
        @Key String key,
        @StateId("beats") ValueState<Integer> beats,
        OutputReceiver<String> output) {
      output.output(key + " ends after " + beats.read());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_timerThatSetsItselfForEver_endsWithAWarning(boolean streaming) {
    Gathered<String> gathered = new Gathered<>();
    Pipeline pipeline = pipeline(streaming);
    pipeline
        .apply(Create.of(KV.of("a", 1), KV.of("b", 1)))
        .apply("Heartbeat", ParDo.of(new Heartbeat()))
        .apply(gathered);

    try (CapturedLog log = CapturedLog.of("dev.pathway.beam.translation.keyed")) {
      assertThat(pipeline.run().getState()).isEqualTo(State.DONE);

      assertThat(log.messages()).isNotEmpty();
      assertThat(log.messages())
          .allSatisfy(
              message ->
                  assertThat(message)
                      .contains("'loop'", "'Heartbeat", "1000 times after the end of the input"));
    }
    assertThat(Collections.frequency(gathered.elements(), "beat")).isEqualTo(2 * 1_000);
    assertThat(gathered.elements()).contains("a ends after 1000", "b ends after 1000");
  }
}
