// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.runner.report.EpochReport;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An incremental pipeline at work: an epoch, which is a job of its own, or one after the other.
 * Owns the state, which is closed before anybody hears of the end.
 */
final class IncrementalExecution implements Execution {
  private final IncrementalPipeline pipeline;
  private final JobSettings settings;
  private final IncrementalState state;
  private final @Nullable Duration watch;
  private final boolean audits;
  private final String id;
  private final Runnable releaseEngine;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Refreshes refreshes = new Refreshes();
  private final Retries retries = new Retries();

  /** The last epoch that was committed; used by the thread of the epochs only. */
  private @Nullable Running committed;

  private volatile Running current;
  private volatile @Nullable JobHandle audit;
  private volatile boolean cancelled;
  private volatile boolean draining;

  /**
   * An epoch under way.
   *
   * @param job its job, whose metrics go on from those of the epochs that were committed before
   * @param rowsBefore how many rows the collections have had in these epochs
   * @param since when it was begun
   * @param nanos the same, by {@link System#nanoTime}
   */
  private record Running(
      JobHandle job,
      Map<String, Long> rowsBefore,
      IncrementalState.Next next,
      Instant since,
      long nanos) {
    Map<String, Long> rows() {
      Map<String, Long> rows = new HashMap<>(rowsBefore);
      job.rowCounts().forEach((collection, count) -> rows.merge(collection, count, Long::sum));
      return rows;
    }
  }

  /**
   * Starts the first epoch.
   *
   * @param state what is remembered; closed also if this throws
   * @param watch from the start of an epoch to that of the next; null if there is but one
   * @param audits whether each epoch is compared with a run from scratch
   * @throws IllegalArgumentException if the state is another pipeline's
   * @throws IllegalStateException if the state cannot be used
   */
  IncrementalExecution(
      IncrementalPipeline pipeline,
      JobSettings settings,
      IncrementalState state,
      @Nullable Duration watch,
      boolean audits) {
    this.pipeline = pipeline;
    this.settings = settings;
    this.state = state;
    this.watch = watch;
    this.audits = audits;
    boolean started = false;
    try {
      current = begin(state.next(pipeline), null);
      started = true;
    } finally {
      if (!started) {
        state.close();
      }
    }
    id = current.job.job().id();
    releaseEngine = Engine.embedded().keep();
    Thread thread = new Thread(this::run, "pathway-" + name() + "-epochs");
    thread.setDaemon(false);
    thread.start();
  }

  private Running begin(IncrementalState.Next next, @Nullable Running before) {
    Instant since = Instant.now();
    long nanos = System.nanoTime();
    JobHandle job = Engine.embedded().submit(next.plan(), settings, next.epoch());
    if (before == null) {
      return new Running(job, Map.of(), next, since, nanos);
    }
    JobMetrics.of(job.job()).continueFrom(JobMetrics.of(before.job.job()));
    return new Running(job, before.rows(), next, since, nanos);
  }

  private void run() {
    Throwable failure = null;
    try {
      tryToEnd(current);
      while (awaitNext()) {
        refreshes.begin();
        // Until the state is this pipeline's own, it may have to become that.
        IncrementalPipeline next = committed == null ? pipeline : pipeline.unchanged();
        current = begin(state.next(next), committed);
        if (cancelled) {
          current.job.cancel();
        }
        tryToEnd(current);
      }
    } catch (Throwable t) {
      failure = t;
    }
    try {
      state.close();
    } catch (Throwable t) {
      failure = failure == null ? t : failure;
    }
    refreshes.end(
        failure == null ? new CancellationException("'" + name() + "' has ended") : failure);
    try {
      if (failure == null) {
        completion.complete(null);
      } else {
        completion.completeExceptionally(failure);
      }
    } finally {
      releaseEngine.run();
    }
  }

  /** Waits for the end of an epoch, and reports it unless it is to be tried again. */
  private void tryToEnd(Running running) throws Throwable {
    try {
      running.job.completion().get();
    } catch (ExecutionException e) {
      Throwable failure = e.getCause() == null ? e : e.getCause();
      if (watch != null && !cancelled && retries.failed(running.job, failure, committed == null)) {
        refreshes.failed();
        return;
      }
      throw failure;
    }
    retries.succeeded();
    committed = running;
    end(running);
    refreshes.committed();
  }

  /** Reports an epoch that is committed, and audits it if asked to. */
  private void end(Running running) {
    JobMetrics.of(running.job.job()).commit();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - running.nanos);
    state.report(
        stages ->
            new EpochReport(
                name(),
                running.next.epoch().number(),
                running.since,
                millis,
                state.bytes(),
                stages),
        running.next,
        running.job::work);
    if (audits) {
      state.audit(pipeline, settings, this::noteAudit);
      if (cancelled) {
        throw cancellation();
      }
    }
  }

  private void noteAudit(JobHandle job) {
    audit = job;
    if (cancelled) {
      job.cancel();
    }
  }

  private CancellationException cancellation() {
    return new CancellationException("'" + name() + "' was cancelled");
  }

  /** Waits until the next epoch or try is due; false if there is none. */
  private synchronized boolean awaitNext() throws InterruptedException {
    if (watch == null) {
      return false;
    }
    long due = current.nanos + watch.toNanos();
    while (!draining && !cancelled) {
      long left = due - System.nanoTime();
      if (left <= 0 || refreshes.isWaiting()) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    if (cancelled) {
      throw cancellation();
    }
    // Who drains wants the run that is under way to be done, which it is not.
    return retries.isDue();
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String name() {
    return current.job.job().name();
  }

  @Override
  public CompletableFuture<Void> completion() {
    return completion.copy();
  }

  /** Has the epoch that is under way stop: nothing of it is kept. */
  @Override
  public void cancel() {
    synchronized (this) {
      cancelled = true;
      notifyAll();
    }
    current.job.cancel();
    JobHandle auditing = audit;
    if (auditing != null) {
      auditing.cancel();
    }
    state.stopMerging();
  }

  /** Has the epoch that is under way be the last. */
  @Override
  public synchronized void drain() {
    draining = true;
    notifyAll();
  }

  @Override
  public CompletableFuture<Void> refresh() {
    if (watch == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("'" + name() + "' is no pipeline with --watch"));
    }
    CompletableFuture<Void> refreshed = refreshes.add();
    synchronized (this) {
      notifyAll();
    }
    return refreshed;
  }

  @Override
  public JobMetrics metrics() {
    return JobMetrics.of(current.job.job());
  }

  @Override
  public Map<String, Long> rowCounts() {
    return current.rows();
  }
}
