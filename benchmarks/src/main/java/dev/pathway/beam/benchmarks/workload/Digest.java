// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What is compared between runners: how many elements a job made and a checksum over them that does
 * not depend on their order.
 *
 * @param count number of elements
 * @param checksum sum of the 64-bit hashes of the elements, modulo 2<sup>64</sup>
 */
public record Digest(long count, long checksum) {

  static final String NAMESPACE = "dev.pathway.beam.benchmarks";
  static final String COUNT = "count";
  static final String CHECKSUM = "checksum";

  /** Returns the digest that a job has left in its metrics. */
  public static Digest from(MetricResults metrics) {
    return new Digest(total(metrics, COUNT), total(metrics, CHECKSUM));
  }

  // Committed where there is such a thing: the Direct runner may still be adding up attempted
  // counters when the pipeline has ended. Flink has attempted ones only.
  private static long total(MetricResults metrics, String name) {
    MetricQueryResults results =
        metrics.queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.named(NAMESPACE, name)).build());
    long total = 0;
    for (MetricResult<Long> result : results.getCounters()) {
      total += result.hasCommitted() ? result.getCommitted() : result.getAttempted();
    }
    return total;
  }

  @Override
  public String toString() {
    return "%,d elements, checksum %016x".formatted(count, checksum);
  }
}
