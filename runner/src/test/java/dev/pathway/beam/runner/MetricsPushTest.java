// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.metrics.MetricsSink;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metrics that are pushed to a sink. */
final class MetricsPushTest {
  private static final Map<String, Long> PUSHED = new ConcurrentHashMap<>();
  private static final AtomicInteger PUSHES = new AtomicInteger();
  private static CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void reset() {
    PUSHED.clear();
    PUSHES.set(0);
    gate = new CountDownLatch(1);
  }

  /** Keeps counters. */
  public static final class KeepingSink implements MetricsSink {
    private static final long serialVersionUID = 1L;

    /** Creates the sink, as Beam's runners do. */
    public KeepingSink(MetricsOptions options) {}

    @Override
    public void writeMetrics(MetricQueryResults results) {
      for (MetricResult<Long> counter : results.getCounters()) {
        PUSHED.put(
            counter.getName().getNamespace() + ":" + counter.getName().getName(),
            counter.getAttempted());
      }
      PUSHES.incrementAndGet();
    }
  }

  /** Fails always. */
  public static final class FailingSink implements MetricsSink {
    private static final long serialVersionUID = 1L;

    /** Creates the sink, as Beam's runners do. */
    public FailingSink(MetricsOptions options) {}

    @Override
    public void writeMetrics(MetricQueryResults results) {
      PUSHES.incrementAndGet();
      throw new IllegalStateException("the server is down");
    }
  }

  /** Lacks a library. */
  public static final class UnlinkedSink implements MetricsSink {
    private static final long serialVersionUID = 1L;

    /** Creates the sink, as Beam's runners do. */
    public UnlinkedSink(MetricsOptions options) {}

    @Override
    public void writeMetrics(MetricQueryResults results) {
      PUSHES.incrementAndGet();
      throw new NoClassDefFoundError("com/example/Json");
    }
  }

  static final class CountFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element) throws InterruptedException {
      Metrics.counter("test", "elements").inc();
      gate.await();
    }
  }

  private static Pipeline counting(Class<? extends MetricsSink> sink, String... args) {
    Pipeline pipeline = Pipelines.create(args);
    MetricsOptions options = pipeline.getOptions().as(MetricsOptions.class);
    options.setMetricsSink(sink);
    options.setMetricsPushPeriod(1L);
    pipeline.apply("Numbers", Create.of(1, 2, 3)).apply("Count", ParDo.of(new CountFn()));
    return pipeline;
  }

  @Test
  void run_withSink_pushesWhatThereIsAtTheEnd() {
    gate.countDown();

    counting(KeepingSink.class).run();

    assertThat(PUSHES).hasPositiveValue();
    assertThat(PUSHED).containsEntry("test:elements", 3L);
    assertThat(PUSHED)
        .anySatisfy(
            (name, count) -> {
              assertThat(name).startsWith("Numbers/").endsWith(":metric:element_count:v1");
              assertThat(count).isEqualTo(3);
            });
  }

  @Test
  void run_withSink_pushesNowAndThen() {
    PipelineResult result = counting(KeepingSink.class, "--blockOnRun=false").run();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> PUSHED.containsKey("test:elements"));
    assertThat(result.getState()).isEqualTo(State.RUNNING);
    gate.countDown();
    result.waitUntilFinish();
    assertThat(PUSHED).containsEntry("test:elements", 3L);
  }

  @ParameterizedTest
  @ValueSource(classes = {FailingSink.class, UnlinkedSink.class})
  void run_sinkFails_isTriedAgainAndDoesNotChangeTheOutcome(Class<? extends MetricsSink> sink) {
    try (CapturedLog log = CapturedLog.of(MetricsPush.class.getName())) {
      PipelineResult result = counting(sink, "--blockOnRun=false").run();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> PUSHES.get() >= 2);
      gate.countDown();

      assertThat(result.waitUntilFinish()).isEqualTo(State.DONE);
      assertThat(log.messages())
          .anySatisfy(text -> assertThat(text).contains(sink.getName() + " failed"));
    }
  }

  @Test
  void run_afterTheEnd_leavesNoThread() {
    gate.countDown();

    counting(KeepingSink.class).run();

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("pathway-metrics-push")));
  }

  @Test
  void run_impossiblePeriod_saysSo() {
    Pipeline pipeline = counting(KeepingSink.class);
    pipeline.getOptions().as(MetricsOptions.class).setMetricsPushPeriod(0L);

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--metricsPushPeriod must be at least 1 second: 0");
  }

  @Test
  void run_sinkCannotBeMade_saysSo() {
    abstract class NoSink implements MetricsSink {
      private static final long serialVersionUID = 1L;
    }

    assertThatThrownBy(() -> counting(NoSink.class).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--metricsSink=" + NoSink.class.getName() + " cannot be made");
  }
}
