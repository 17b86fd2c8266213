// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Passes elements on. At two of them it reads the clock and the times of the process, whichever of
 * its instances they come to; {@link Span#from} reads what lay between.
 */
final class SpanFn<T> extends DoFn<T, T> {

  private final Mark<T> begin;
  private final Mark<T> end;

  /** Creates the function; each mark is to be on one element. */
  SpanFn(Mark<T> begin, Mark<T> end) {
    this.begin = begin;
    this.end = end;
  }

  /** Passes on an element. */
  @ProcessElement
  public void process(@Element T element, OutputReceiver<T> output) {
    if (begin.isOn(element)) {
      read(-1);
    }
    if (end.isOn(element)) {
      read(1);
    }
    output.output(element);
  }

  private static void read(int sign) {
    Metrics.counter(Span.NAMESPACE, Span.WALL_NANOS).inc(sign * System.nanoTime());
    Metrics.counter(Span.NAMESPACE, Span.CPU_NANOS).inc(sign * ProcessCpu.nanos());
    Metrics.counter(Span.NAMESPACE, Span.COLLECTION_MILLIS)
        .inc(sign * ProcessCpu.collectionMillis());
  }

  /** Tells an element from all others. */
  @FunctionalInterface
  interface Mark<T> extends Serializable {

    /** Returns whether the mark is on an element. */
    boolean isOn(T element);
  }
}
