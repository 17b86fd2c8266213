// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A pipeline that is run as one job. */
record JobExecution(JobHandle job) implements Execution {
  @Override
  public String id() {
    return job.job().id();
  }

  @Override
  public String name() {
    return job.job().name();
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
    return JobMetrics.of(job.job());
  }

  @Override
  public Map<String, Long> rowCounts() {
    return job.rowCounts();
  }
}
