// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * The time between two elements at the end of a job.
 *
 * @param wallNanos by the clock
 * @param cpuNanos user and system time of the process meanwhile
 * @param collectionMillis time of garbage collections meanwhile
 */
record Span(long wallNanos, long cpuNanos, long collectionMillis) {

  static final String NAMESPACE = Digest.NAMESPACE + ".span";
  static final String WALL_NANOS = "wallNanos";
  static final String CPU_NANOS = "cpuNanos";
  static final String COLLECTION_MILLIS = "collectionMillis";

  /** Returns the span that a {@link SpanFn} has left in the metrics of its job. */
  static Span from(MetricResults metrics) {
    Map<String, Long> counters = Counters.in(metrics, NAMESPACE);
    return new Span(
        counters.getOrDefault(WALL_NANOS, 0L),
        counters.getOrDefault(CPU_NANOS, 0L),
        counters.getOrDefault(COLLECTION_MILLIS, 0L));
  }
}
