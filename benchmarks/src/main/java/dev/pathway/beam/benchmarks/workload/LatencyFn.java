// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Passes elements on and counts how long after the end of their window they came, into counters
 * which {@link Latencies#from} reads.
 */
final class LatencyFn<T> extends DoFn<T, T> {

  private final long fromMillis;
  private final long untilMillis;
  private transient Map<String, Long> counts = new HashMap<>();

  /**
   * Creates the function. Windows count that end within a time, in ms since 1970: until the input
   * ends, which fires those that are still open before their time.
   */
  LatencyFn(long fromMillis, long untilMillis) {
    this.fromMillis = fromMillis;
    this.untilMillis = untilMillis;
  }

  /** Begins with nothing. */
  @StartBundle
  public void startBundle() {
    counts = new HashMap<>();
  }

  /** Counts and passes on an element. */
  @ProcessElement
  public void process(@Element T element, BoundedWindow window, OutputReceiver<T> output) {
    long end = window.maxTimestamp().getMillis() + 1;
    if (end >= fromMillis && end < untilMillis) {
      counts.merge(Latencies.bucket(System.currentTimeMillis() - end), 1L, Long::sum);
    }
    output.output(element);
  }

  /** Hands the counts of the bundle to the counters. */
  @FinishBundle
  public void finishBundle() {
    counts.forEach((bucket, count) -> Metrics.counter(Latencies.NAMESPACE, bucket).inc(count));
  }
}
