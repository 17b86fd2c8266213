// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import org.apache.beam.sdk.metrics.MetricResults;

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
    Map<String, Long> counters = Counters.in(metrics, NAMESPACE);
    return new Digest(counters.getOrDefault(COUNT, 0L), counters.getOrDefault(CHECKSUM, 0L));
  }

  @Override
  public String toString() {
    return "%,d elements, checksum %016x".formatted(count, checksum);
  }
}
