// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.metrics;

import dev.pathway.beam.engine.spi.JobContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.core.metrics.MonitoringInfoConstants;
import org.apache.beam.runners.core.metrics.MonitoringInfoMetricName;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricResults;

/** The metrics of all steps of a job on this member. Thread-safe. */
public final class JobMetrics {
  private final Queue<StepMetrics> steps = new ConcurrentLinkedQueue<>();
  private final Map<ThreadStep, StepMetrics> ofThreads = new ConcurrentHashMap<>();

  private record ThreadStep(long thread, String step) {}

  /** Returns the metrics of a job. */
  public static JobMetrics of(JobContext job) {
    return job.shared(JobMetrics.class, JobMetrics::new);
  }

  /** Returns the metrics of a step on the calling worker's thread, the same at each call. */
  public StepMetrics stepOfThread(String name) {
    return ofThreads.computeIfAbsent(
        new ThreadStep(Thread.currentThread().getId(), name), key -> step(name));
  }

  /** Returns new metrics for a step of one worker. */
  public StepMetrics step(String name) {
    StepMetrics metrics = new StepMetrics(name);
    steps.add(metrics);
    return metrics;
  }

  /** Counts everything as committed: the job ended well. */
  public void commit() {
    steps.forEach(StepMetrics::commit);
  }

  /** Counts on from where a job that has ended well stood: for one that is run again and again. */
  public void continueFrom(JobMetrics ended) {
    Map<String, StepMetrics> sums = new LinkedHashMap<>();
    for (StepMetrics step : ended.steps) {
      sums.computeIfAbsent(step.name(), StepMetrics::new).add(step);
    }
    steps.addAll(sums.values());
  }

  /** Returns the values of this moment, attempted and committed. */
  public MetricResults results() {
    return results(Map.of());
  }

  /**
   * Returns the values of this moment, attempted and committed, and the given numbers of elements
   * by collection as counters of the system's, attempted only.
   */
  public MetricResults results(Map<String, Long> elementCounts) {
    MetricsContainerStepMap attempted = new MetricsContainerStepMap();
    MetricsContainerStepMap committed = new MetricsContainerStepMap();
    for (StepMetrics step : steps) {
      // In this order: whatever is committed must be found among what was attempted.
      committed.update(step.name(), step.committed());
      attempted.update(step.name(), step.attempted());
    }
    elementCounts.forEach(
        (collection, count) ->
            attempted.getUnboundContainer().getCounter(elementCount(collection)).inc(count));
    return MetricsContainerStepMap.asMetricResults(attempted, committed);
  }

  private static MetricName elementCount(String collection) {
    return MonitoringInfoMetricName.named(
        MonitoringInfoConstants.Urns.ELEMENT_COUNT,
        Map.of(MonitoringInfoConstants.Labels.PCOLLECTION, collection));
  }
}
