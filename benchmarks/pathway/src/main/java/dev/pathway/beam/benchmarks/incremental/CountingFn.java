// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** A DoFn that counts the elements it is given, in a counter of a name. */
abstract class CountingFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  /** Namespace of the counters. */
  static final String NAMESPACE = "touched";

  private final Counter counter;
  private transient long count;

  CountingFn(String name) {
    counter = Metrics.counter(NAMESPACE, name);
  }

  /** Counts an element. */
  final void count() {
    count++;
  }

  /** Hands over the count: once for each bundle, as a counter costs more than an addition. */
  @FinishBundle
  public final void finishBundle() {
    counter.inc(count);
    count = 0;
  }
}
