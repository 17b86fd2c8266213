// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Ends a pipeline: digests its elements into two counters, from which {@link Digest#from} reads
 * them. Counters are touched once per bundle, so that the digest costs a hash per element.
 */
final class DigestFn<T> extends DoFn<T, Void> {

  private final Hash<T> hash;
  private final Counter count = Metrics.counter(Digest.NAMESPACE, Digest.COUNT);
  private final Counter checksum = Metrics.counter(Digest.NAMESPACE, Digest.CHECKSUM);
  private transient Tally tally = new Tally();

  DigestFn(Hash<T> hash) {
    this.hash = hash;
  }

  /** Begins with nothing. */
  @StartBundle
  public void startBundle() {
    tally = new Tally();
  }

  /** Adds an element. */
  @ProcessElement
  public void process(@Element T element) {
    tally.add(hash.of(element));
  }

  /** Hands the digest of the bundle to the counters. */
  @FinishBundle
  public void finishBundle() {
    Digest digest = tally.toDigest();
    count.inc(digest.count());
    checksum.inc(digest.checksum());
  }

  /** The 64-bit hash of an element. */
  @FunctionalInterface
  interface Hash<T> extends Serializable {

    /** Returns the hash of an element. */
    long of(T element);
  }
}
