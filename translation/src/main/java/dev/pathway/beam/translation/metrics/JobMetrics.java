// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.metrics;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Reporting;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.core.metrics.MonitoringInfoConstants;
import org.apache.beam.runners.core.metrics.MonitoringInfoMetricName;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsEnvironment;

/** The metrics of all steps of a job, on this member or on all. Thread-safe. */
public final class JobMetrics implements Reporting {
  private final Queue<StepMetrics> steps = new ConcurrentLinkedQueue<>();
  private final Map<ThreadStep, StepMetrics> ofThreads = new ConcurrentHashMap<>();

  private record ThreadStep(long thread, String step) {}

  private final List<Report> members;

  /**
   * The metrics on one member at a moment.
   *
   * @param attempted what was reported by all that ran
   * @param committed what was reported by bundles that are committed
   */
  private record Report(MetricsContainerStepMap attempted, MetricsContainerStepMap committed)
      implements Serializable {}

  /** Creates the metrics of a job that begins on this member. */
  private JobMetrics() {
    this(List.of());
    // What user code reports is dropped unless the process says that somebody listens.
    MetricsEnvironment.setMetricsSupported(true);
  }

  private JobMetrics(List<Report> members) {
    this.members = members;
  }

  /**
   * Returns the metrics of a job that runs on several members.
   *
   * @param reports what {@link #report} returned on each
   * @param ended whether the job ended well, so that everything counts as committed
   */
  public static JobMetrics ofMembers(List<Object> reports, boolean ended) {
    return new JobMetrics(
        reports.stream()
            .map(Report.class::cast)
            .map(each -> ended ? new Report(each.attempted, each.attempted) : each)
            .toList());
  }

  @Override
  public Serializable report() {
    MetricsContainerStepMap attempted = new MetricsContainerStepMap();
    MetricsContainerStepMap committed = new MetricsContainerStepMap();
    collect(attempted, committed);
    return new Report(attempted, committed);
  }

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
    collect(attempted, committed);
    elementCounts.forEach(
        (collection, count) ->
            attempted.getUnboundContainer().getCounter(elementCount(collection)).inc(count));
    return MetricsContainerStepMap.asMetricResults(attempted, committed);
  }

  private void collect(MetricsContainerStepMap attempted, MetricsContainerStepMap committed) {
    for (StepMetrics step : steps) {
      // In this order: whatever is committed must be found among what was attempted.
      committed.update(step.name(), step.committed());
      attempted.update(step.name(), step.attempted());
    }
    for (Report member : members) {
      committed.updateAll(member.committed);
      attempted.updateAll(member.attempted);
    }
  }

  private static MetricName elementCount(String collection) {
    return MonitoringInfoMetricName.named(
        MonitoringInfoConstants.Urns.ELEMENT_COUNT,
        Map.of(MonitoringInfoConstants.Labels.PCOLLECTION, collection));
  }
}
