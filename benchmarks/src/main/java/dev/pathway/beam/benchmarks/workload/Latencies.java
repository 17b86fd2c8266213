// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.metrics.MetricResults;

/**
 * How many elements took how long: exact to the millisecond below a second, above to three digits.
 */
final class Latencies {

  static final String NAMESPACE = Digest.NAMESPACE + ".latency";

  private static final long EXACT_BELOW = 1_000;

  private final SortedMap<Long, Long> counts;

  private Latencies(SortedMap<Long, Long> counts) {
    this.counts = counts;
  }

  /** Returns the latencies that a job has left in its metrics. */
  static Latencies from(MetricResults metrics) {
    return of(Counters.in(metrics, NAMESPACE));
  }

  /** Returns the latencies of the given counts by bucket. */
  static Latencies of(Map<String, Long> counters) {
    SortedMap<Long, Long> counts = new TreeMap<>();
    counters.forEach((bucket, count) -> counts.put(Long.parseLong(bucket), count));
    return new Latencies(counts);
  }

  /** Returns the name of the counter for a latency. */
  static String bucket(long millis) {
    long unit = 1;
    while (millis / unit >= EXACT_BELOW) {
      unit *= 10;
    }
    return Long.toString(millis / unit * unit);
  }

  /** Returns median, 99th percentile and maximum in milliseconds; nothing if nothing counted. */
  Map<String, Double> toFigures() {
    return counts.isEmpty()
        ? Map.of()
        : Map.of(
            "latency p50 ms", percentile(50),
            "latency p99 ms", percentile(99),
            "latency max ms", percentile(100));
  }

  /** Returns the least latency that so many percent of the elements do not exceed. */
  private double percentile(int percent) {
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    long rank = Math.max(1, (total * percent + 99) / 100);
    long seen = 0;
    for (Map.Entry<Long, Long> bucket : counts.entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        return bucket.getKey();
      }
    }
    throw new IllegalStateException("There are fewer than " + rank + " latencies: " + counts);
  }
}
