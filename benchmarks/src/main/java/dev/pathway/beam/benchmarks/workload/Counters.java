// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/** The counters of a job that has ended. */
final class Counters {

  private Counters() {}

  /**
   * Returns the totals of all counters of a namespace by name. Committed where there is such a
   * thing: the Direct runner may still be adding up attempted counters when the pipeline has ended.
   * Flink has attempted ones only.
   */
  static Map<String, Long> in(MetricResults metrics, String namespace) {
    Map<String, Long> totals = new TreeMap<>();
    for (MetricResult<Long> result :
        metrics
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(namespace))
                    .build())
            .getCounters()) {
      totals.merge(
          result.getName().getName(),
          result.hasCommitted() ? result.getCommitted() : result.getAttempted(),
          Long::sum);
    }
    return totals;
  }
}
