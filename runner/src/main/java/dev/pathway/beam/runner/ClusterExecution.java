// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.cluster.ClusterJob;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A pipeline that runs as one job on a cluster. */
record ClusterExecution(ClusterJob job) implements Execution {
  @Override
  public String id() {
    return job.id();
  }

  @Override
  public String name() {
    return job.name();
  }

  @Override
  public CompletableFuture<Void> completion() {
    return job.completion();
  }

  @Override
  public void cancel() {
    job.cancel();
  }

  @Override
  public void drain() {
    job.drain();
  }

  @Override
  public CompletableFuture<Void> refresh() {
    return CompletableFuture.failedFuture(
        new IllegalStateException("'" + name() + "' is no pipeline with --watch"));
  }

  @Override
  public JobMetrics metrics() {
    return JobMetrics.ofMembers(
        job.reports(JobMetrics.class), job.completion().isDone() && !failed());
  }

  private boolean failed() {
    return job.completion().isCompletedExceptionally();
  }

  @Override
  public Map<String, Long> rowCounts() {
    return job.rowCounts();
  }
}
