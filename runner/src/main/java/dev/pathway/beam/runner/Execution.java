// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.translation.metrics.JobMetrics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A pipeline at work: one job, or one after the other. Thread-safe. */
interface Execution {
  /** Returns an id that no other execution has. */
  String id();

  /** Returns the pipeline's name. */
  String name();

  /**
   * Returns the future of the end: normal, with the failure, or with a {@link
   * java.util.concurrent.CancellationException}.
   */
  CompletableFuture<Void> completion();

  /** Has it stop; returns at once. */
  void cancel();

  /** Has it come to an orderly end; returns at once. */
  void drain();

  /**
   * Has the outputs brought up to date with the input as it is now, without waiting until that is
   * due.
   *
   * @return the future of the end of that; fails with what the execution fails with, and with an
   *     {@link IllegalStateException} if it is one that computes everything once
   */
  CompletableFuture<Void> refresh();

  /** Returns the metrics of the job, of all so far if there are several. */
  JobMetrics metrics();

  /** Returns how many rows the collections have had so far, by their names. */
  Map<String, Long> rowCounts();
}
