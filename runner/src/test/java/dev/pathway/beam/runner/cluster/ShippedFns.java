// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cluster;

import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Functions that members have only from the job that brings them. */
final class ShippedFns {
  private ShippedFns() {}

  /** What no member knows. */
  static final class ShippedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ShippedException(String message) {
      super(message);
    }
  }

  /** Pairs a number with its remainder, and counts. */
  static final class RemainderFn extends DoFn<Long, KV<Long, Long>> {
    private static final long serialVersionUID = 1L;

    private final Counter seen = Metrics.counter(ShippedFns.class, "seen");

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<Long, Long>> out) {
      seen.inc();
      out.output(KV.of(number % 17, number));
    }
  }

  /** Makes a line of a pair; with the process that did so, to see that several take part. */
  static final class LineFn extends DoFn<KV<Long, Long>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Long, Long> pair, OutputReceiver<String> out) {
      out.output(pair.getKey() + " " + pair.getValue() + " " + ProcessHandle.current().pid());
    }
  }

  /** Fails. */
  static final class FailFn extends DoFn<KV<Long, Long>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<Long, Long> pair) {
      if (pair.getKey() == 3) {
        throw new ShippedException("as it should");
      }
    }
  }
}
