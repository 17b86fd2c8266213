// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.spi.JobContext;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job that was started. Thread-safe. */
public final class JobHandle {
  private static final Logger LOG = LoggerFactory.getLogger(JobHandle.class);

  private final Job job;
  private final CompletableFuture<Void> completion = new CompletableFuture<>();
  private final Runnable stop;
  private volatile boolean cancelled;
  private volatile boolean rolledBack;

  /**
   * Creates the handle of a running job.
   *
   * @param job the job
   * @param execution the end of its processors
   * @param stop has the job end before its time; must return at once
   * @param forget called when the job's threads ended, before anyone hears of it
   * @param release called when everybody who waits for the job has heard of its end
   */
  JobHandle(
      Job job,
      CompletableFuture<Void> execution,
      Runnable stop,
      Runnable forget,
      Runnable release) {
    this.job = job;
    this.stop = stop;
    CompletableFuture<Void> unused =
        execution.whenComplete(
            (ignored, thrown) -> {
              // Not on a thread of Jet's: it waits.
              Thread end =
                  new Thread(() -> end(thrown, forget, release), "pathway-" + job.name() + "-end");
              end.setDaemon(false);
              end.start();
            });
  }

  /** Waits for the job's threads, then tells the outcome. */
  private void end(@Nullable Throwable thrown, Runnable forget, Runnable release) {
    Throwable failure = thrown;
    try {
      if (thrown != null) {
        job.stop();
      }
      boolean ended = job.close();
      failure = job.failure().orElse(thrown);
      if (job.incremental()) {
        failure = endEpoch(ended, failure);
      }
    } catch (Throwable t) {
      // Also an error, such as that of a heap that is full: the job has not ended well.
      failure = failure == null ? t : failure;
    }
    try {
      forget.run();
    } finally {
      try {
        tell(failure);
      } finally {
        release.run();
      }
    }
  }

  /** Commits the epoch unless the job failed; returns the failure, if there is one now. */
  private @Nullable Throwable endEpoch(boolean ended, @Nullable Throwable failure) {
    if (!ended) {
      // Its threads may still be about to change what would be committed.
      return failure == null
          ? new IllegalStateException(
              "job '" + job.name() + "' is not committed, since user code did not come to an end")
          : failure;
    }
    try (Epoch epoch = job.epoch()) {
      if (failure == null) {
        return commit(epoch);
      }
    }
    rolledBack = true;
    return failure;
  }

  private @Nullable Throwable commit(Epoch epoch) {
    try {
      epoch.commit();
    } catch (IOException | RuntimeException | Error e) {
      return new IllegalStateException(
          epochName() + " could not be committed, its results are not kept: " + e.getMessage(), e);
    }
    try {
      epoch.publish();
      return null;
    } catch (IOException | RuntimeException | Error e) {
      return new IllegalStateException(
          epochName()
              + " is committed, but not all of its outputs are in place yet; the next run puts them there first: "
              + e.getMessage(),
          e);
    }
  }

  private String epochName() {
    return "epoch " + job.epochNumber() + " of job '" + job.name() + "'";
  }

  private void tell(@Nullable Throwable failure) {
    LOG.debug("Job '{}' ({}) ends", job.name(), job.id(), failure);
    boolean wasCancelled = cancelled && job.failure().isEmpty();
    if (failure == null) {
      completion.complete(null);
    } else if (wasCancelled) {
      completion.completeExceptionally(
          new CancellationException("job '" + job.name() + "' was cancelled"));
    } else {
      Throwable cause = failure.getCause();
      completion.completeExceptionally(
          failure instanceof CompletionException && cause != null ? cause : failure);
    }
  }

  /**
   * Returns the future of the job's end, after which none of its threads runs: normal, with the
   * first failure, or with a {@link CancellationException}.
   */
  public CompletableFuture<Void> completion() {
    return completion.copy();
  }

  /**
   * Returns whether the job's epoch may be begun once more: nothing of it was committed or is left,
   * and none of the job's threads runs, not even one that was abandoned; once the job has ended.
   */
  public boolean rolledBack() {
    return rolledBack;
  }

  /** Cancels the job, unless it ended: interrupts its threads and returns at once. */
  public void cancel() {
    cancelled = true;
    stop.run();
  }

  /**
   * Has unbounded sources stop reading and event time come to its end, so that the job ends by
   * itself; returns at once.
   */
  public void drain() {
    job.drain();
  }

  /** Returns what the job's user functions share. */
  public JobContext job() {
    return job;
  }

  /** Returns what a stage has done, by the id of its first node; once the job has ended. */
  public StageWork work(String firstNode) {
    return job.work(firstNode);
  }

  /** Returns how many rows the job's collections have had so far, by their names. */
  public Map<String, Long> rowCounts() {
    return job.rowCounts().totals();
  }
}
