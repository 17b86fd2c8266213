// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pathway.beam.runner.UnboundedNumbers.Told;
import dev.pathway.beam.runner.UnboundedNumbers.Trait;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unbounded sources, and jobs that do not end by themselves. */
final class UnboundedReadTest {
  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Gathered<Long> gathered = new Gathered<>();

  private static final class CountFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    private final Counter counter = Metrics.counter("test", "elements");

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      counter.inc();
      output.output(element);
    }
  }

  private Pipeline pipeline(UnboundedNumbers source, boolean exchange, String... args) {
    Pipeline pipeline = Pipelines.create(args);
    var read = pipeline.apply("Numbers", Read.from(source)).apply("Count", ParDo.of(new CountFn()));
    (exchange ? read.apply(Reshuffle.viaRandomKey()) : read).apply(gathered);
    return pipeline;
  }

  private static PathwayPipelineResult start(Pipeline pipeline) {
    pipeline.getOptions().as(PathwayPipelineOptions.class).setBlockOnRun(false);
    return (PathwayPipelineResult) pipeline.run();
  }

  private static List<Long> numbers(long count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private static Optional<MetricResult<Long>> counter(PipelineResult result, String name) {
    return StreamSupport.stream(
            result
                .metrics()
                .queryMetrics(
                    MetricsFilter.builder()
                        .addNameFilter(MetricNameFilter.inNamespace(name))
                        .build())
                .getCounters()
                .spliterator(),
            false)
        .findAny();
  }

  private static long committed(PipelineResult result, String name) {
    return counter(result, name).map(MetricResult::getCommitted).orElse(0L);
  }

  @ParameterizedTest
  @CsvSource({"1,1,false", "1,5,true", "3,1,true", "3,7,false", "4,4,true"})
  void run_sourceThatEnds_givesEveryElementAndEnds(int workers, int parts, boolean exchange) {
    UnboundedNumbers source = UnboundedNumbers.of(parts, 3000);

    PipelineResult result = pipeline(source, exchange, "--parallelism=" + workers).run();

    assertThat(result.getState()).isEqualTo(State.DONE);
    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(numbers(3000L * parts));
    Told told = source.told();
    assertThat(told.splits).hasValue(workers);
    assertThat(told.open).hasValue(0);
    assertThat(told.finalized).hasValue(3000L * parts);
    assertThat(committed(result, "source")).isEqualTo(3000L * parts);
    assertThat(committed(result, "test")).isEqualTo(3000L * parts);
  }

  @Test
  void run_sourceThatGivesRecordsTwice_givesEachOnce() {
    UnboundedNumbers source = UnboundedNumbers.of(3, 2000, Trait.TWICE);

    pipeline(source, false).run();

    assertThat(gathered.elements()).containsExactlyInAnyOrderElementsOf(numbers(6000));
    assertThat(source.told().finalized).hasValue(12_000);
  }

  @Test
  void drain_endlessSource_endsWithAllThatWasRead() {
    UnboundedNumbers source = UnboundedNumbers.of(3, 0, Trait.ENDLESS);
    PathwayPipelineResult result = start(pipeline(source, true));
    await().atMost(PATIENCE).until(() -> gathered.elements().size() > 5000);
    assertThat(result.getState()).isEqualTo(State.RUNNING);

    result.drain();
    State state = result.waitUntilFinish();

    assertThat(state).isEqualTo(State.DONE);
    assertThat(gathered.elements()).hasSize(source.told().read.intValue()).doesNotHaveDuplicates();
    assertThat(source.told().finalized).hasValue(source.told().read.get());
    assertThat(source.told().open).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({"ENDLESS", "THEN_IDLE"})
  void cancel_runningJob_stopsWithinTwoSeconds(Trait trait) {
    UnboundedNumbers source = UnboundedNumbers.of(2, 100, trait);
    PathwayPipelineResult result = start(pipeline(source, true));
    await().atMost(PATIENCE).until(() -> !gathered.elements().isEmpty());
    long start = System.nanoTime();

    State state = result.cancel();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TWO_SECONDS);
    assertThat(state).isEqualTo(State.CANCELLED);
    assertThat(source.told().open).hasValue(0);
  }

  @Test
  void metrics_idleJob_commitsAtTheEndOfItsBundles() {
    UnboundedNumbers source = UnboundedNumbers.of(2, 50, Trait.THEN_IDLE);
    PathwayPipelineResult result = start(pipeline(source, true));
    try {
      await().atMost(PATIENCE).until(() -> committed(result, "test") == 100);
      await().atMost(PATIENCE).until(() -> committed(result, "source") == 100);
      await().atMost(PATIENCE).until(() -> source.told().finalized.get() == 100);
      assertThat(result.getState()).isEqualTo(State.RUNNING);
    } finally {
      result.cancel();
    }
  }

  private static Map<String, Long> gauges(PipelineResult result) {
    Map<String, Long> gauges = new TreeMap<>();
    result
        .metrics()
        .allMetrics()
        .getGauges()
        .forEach(
            gauge -> {
              MetricName name = gauge.getName();
              gauges.put(
                  name.getNamespace() + "/" + name.getName(), gauge.getAttempted().getValue());
            });
    return gauges;
  }

  @Test
  void metrics_backlogOfSplits_isThatOfEachAndTheirSum() {
    UnboundedNumbers source =
        UnboundedNumbers.of(3, 50, Trait.THEN_IDLE, Trait.SPLIT_BACKLOG, Trait.READS_TEN);
    PathwayPipelineResult result = start(pipeline(source, true));
    try {
      Map<String, Long> expected = new TreeMap<>();
      expected.put("source/backlog_bytes", 120L);
      for (int split = 0; split < 3; split++) {
        expected.put("source.splits/" + split + ".backlog_bytes", 40L);
      }
      await().atMost(PATIENCE).until(() -> gauges(result).equals(expected));
    } finally {
      result.cancel();
    }
  }

  @Test
  void metrics_backlogOfASourceThatEnded_isNone() {
    PipelineResult result =
        pipeline(UnboundedNumbers.of(2, 3000, Trait.SPLIT_BACKLOG), false).run();

    assertThat(gauges(result))
        .hasSize(3)
        .allSatisfy((name, bytes) -> assertThat(bytes).as(name).isZero());
  }

  @Test
  void metrics_backlogOfAllSplits_isWhatTheSourceSays() {
    PipelineResult result = pipeline(UnboundedNumbers.of(2, 30, Trait.TOTAL_BACKLOG), false).run();

    assertThat(gauges(result)).isEqualTo(Map.of("source/backlog_bytes", 1000L));
  }

  @Test
  void metrics_backlogThatNobodyKnows_isNotReported() {
    PipelineResult result = pipeline(UnboundedNumbers.of(2, 30), false).run();

    assertThat(gauges(result)).isEmpty();
  }

  @Test
  void run_timestampOutOfRange_namesTransformAndTimestamp() {
    Pipeline pipeline = pipeline(UnboundedNumbers.of(1, 5, Trait.TIMESTAMP_OUT_OF_RANGE), false);

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContaining("The source of 'Numbers")
        .hasMessageContaining("gave an element the timestamp 294247-01-10T04:00:54.776Z");
  }

  @Test
  void run_watermarkThatGoesBack_warnsOfTransformAndWatermarks() {
    try (CapturedLog log =
        CapturedLog.of("dev.pathway.beam.translation.source.UnboundedSplitReader")) {
      pipeline(UnboundedNumbers.of(1, 5000, Trait.WATERMARK_GOES_BACK), false).run();

      assertThat(log.messages())
          .anySatisfy(
              message ->
                  assertThat(message)
                      .contains("'Numbers", "went back from 1970-01-01T00:00:00.990Z"));
    }
    assertThat(gathered.elements()).hasSize(5000);
  }
}
