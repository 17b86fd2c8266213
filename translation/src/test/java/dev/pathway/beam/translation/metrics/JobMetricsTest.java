// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.translation.fixture.Jobs;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.StringSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class JobMetricsTest {
  private static final String SPACE = "space";
  private static final Counter COUNTER = Metrics.counter(SPACE, "counter");
  private static final Distribution DISTRIBUTION = Metrics.distribution(SPACE, "distribution");
  private static final Gauge GAUGE = Metrics.gauge(SPACE, "gauge");
  private static final StringSet STRINGS = Metrics.stringSet(SPACE, "strings");

  private final JobMetrics metrics = JobMetrics.of(Jobs.create());

  @BeforeAll
  static void supportMetrics() {
    MetricsEnvironment.setMetricsSupported(true);
  }

  @Test
  void of_sameJob_isTheSame() {
    JobContext job = Jobs.create();

    assertThat(JobMetrics.of(job)).isSameAs(JobMetrics.of(job)).isNotSameAs(metrics);
  }

  @Test
  void results_counter_attemptedAtOnceCommittedWithTheBundle() {
    StepMetrics step = metrics.step("step");

    count(step, 3);
    assertThat(counter("step").getAttempted()).isEqualTo(3);
    assertThatThrownBy(() -> counter("step").getCommitted())
        .isInstanceOf(UnsupportedOperationException.class);

    step.commit();
    count(step, 4);
    assertThat(counter("step").getAttempted()).isEqualTo(7);
    assertThat(counter("step").getCommitted()).isEqualTo(3);
  }

  @Test
  void results_sameStepOnSeveralWorkers_isAddedUp() {
    StepMetrics one = metrics.step("step");
    StepMetrics other = metrics.step("step");
    StepMetrics another = metrics.step("another step");

    count(one, 1);
    count(other, 2);
    count(another, 4);
    one.commit();
    another.commit();

    assertThat(counter("step").getAttempted()).isEqualTo(3);
    assertThat(counter("step").getCommitted()).isEqualTo(1);
    assertThat(counter("another step").getCommitted()).isEqualTo(4);
  }

  @Test
  void commit_jobEndedWell_everythingIsCommitted() {
    count(metrics.step("step"), 5);

    metrics.commit();

    assertThat(counter("step").getCommitted()).isEqualTo(5);
  }

  @Test
  void commit_twice_countsOnce() {
    StepMetrics step = metrics.step("step");
    count(step, 5);

    step.commit();
    step.commit();
    metrics.commit();

    assertThat(counter("step").getCommitted()).isEqualTo(5);
  }

  @Test
  void results_allKindsOfMetrics() {
    StepMetrics step = metrics.step("step");
    MetricsContainer previous = step.enter();
    DISTRIBUTION.update(2);
    DISTRIBUTION.update(4);
    GAUGE.set(1);
    GAUGE.set(9);
    STRINGS.add("a", "b");
    step.leave(previous);
    step.commit();

    MetricQueryResults results = query();
    assertThat(only(results.getDistributions()).getCommitted())
        .isEqualTo(DistributionResult.create(6, 2, 2, 4));
    assertThat(only(results.getGauges()).getCommitted().getValue()).isEqualTo(9);
    assertThat(only(results.getStringSets()).getCommitted().getStringSet())
        .isEqualTo(Set.of("a", "b"));
  }

  @Test
  void enter_stepWithinAStep_eachReportsToItsOwn() {
    StepMetrics outer = metrics.step("outer");
    StepMetrics inner = metrics.step("inner");

    MetricsContainer beforeOuter = outer.enter();
    COUNTER.inc(1);
    MetricsContainer beforeInner = inner.enter();
    COUNTER.inc(10);
    inner.leave(beforeInner);
    COUNTER.inc(100);
    outer.leave(beforeOuter);

    assertThat(counter("outer").getAttempted()).isEqualTo(101);
    assertThat(counter("inner").getAttempted()).isEqualTo(10);
  }

  @Test
  void results_whileAStepReports_areConsistent() throws InterruptedException {
    int rounds = 10_000;
    StepMetrics step = metrics.step("step");
    CountDownLatch started = new CountDownLatch(1);
    Thread reporter =
        new Thread(
            () -> {
              for (int i = 0; i < rounds; i++) {
                count(step, 1);
                step.commit();
                started.countDown();
              }
            });

    reporter.start();
    started.await();
    long last = 0;
    while (reporter.isAlive()) {
      MetricResult<Long> counter = counter("step");
      assertThat(counter.getCommitted()).isBetween(last, counter.getAttempted());
      last = counter.getCommitted();
    }
    reporter.join();

    assertThat(counter("step").getCommitted()).isEqualTo(rounds);
  }

  private static void count(StepMetrics step, long by) {
    MetricsContainer previous = step.enter();
    COUNTER.inc(by);
    step.leave(previous);
  }

  private MetricResult<Long> counter(String step) {
    return only(
        metrics
            .results()
            .queryMetrics(MetricsFilter.builder().addStep(step).build())
            .getCounters());
  }

  private MetricQueryResults query() {
    return metrics
        .results()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(SPACE)).build());
  }

  private static <T> MetricResult<T> only(Iterable<MetricResult<T>> results) {
    assertThat(results).hasSize(1);
    return results.iterator().next();
  }
}
