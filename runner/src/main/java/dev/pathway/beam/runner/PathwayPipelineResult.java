// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pipeline that runs, or ran, on this process's engine. Thread-safe. */
public final class PathwayPipelineResult implements PipelineResult {
  private static final Logger LOG = LoggerFactory.getLogger(PathwayPipelineResult.class);
  private static final Duration CANCEL_PATIENCE = Duration.standardSeconds(10);

  private final Execution job;
  private final CompletableFuture<Void> completion;

  /** How many calls wait for the end, or have been told of it. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Creates the result of a pipeline.
   *
   * @param job the pipeline at work
   * @param push where metrics are pushed to, or null
   * @param ended called with the final state, before those who wait for the pipeline hear of it
   */
  PathwayPipelineResult(Execution job, @Nullable MetricsPush push, Consumer<State> ended) {
    this.job = job;
    long startNanos = System.nanoTime();
    LOG.info("Pipeline '{}' ({}) starts", job.name(), job.id());
    if (push != null) {
      push.start(() -> job.metrics().results(job.rowCounts()).allMetrics());
    }
    completion =
        job.completion()
            .whenComplete(
                (ignored, failure) -> {
                  if (failure == null) {
                    job.metrics().commit();
                  }
                  if (push != null) {
                    push.finish();
                  }
                  State state = failure == null ? State.DONE : stateAfter(failure);
                  LOG.info(
                      "Pipeline '{}' ({}) ended as {} after {} s",
                      job.name(),
                      job.id(),
                      state,
                      tenthsOfSeconds(System.nanoTime() - startNanos) / 10.0);
                  ended.accept(state);
                });
  }

  private static long tenthsOfSeconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 100;
  }

  /** Has a failure logged, unless somebody waits for the end, who is told of it then. */
  void logFailure(String jobName) {
    CompletableFuture<Void> unused =
        completion.whenComplete(
            (ignored, failure) -> {
              if (failure != null && waiting.get() == 0 && getState() == State.FAILED) {
                LOG.error(
                    "Pipeline '{}' failed: {}",
                    jobName,
                    PathwayExecutionException.of(failure).getMessage());
              }
            });
  }

  @Override
  public State getState() {
    if (!completion.isDone()) {
      return State.RUNNING;
    }
    try {
      completion.join();
      return State.DONE;
    } catch (RuntimeException e) {
      return stateAfter(e);
    }
  }

  private static State stateAfter(Throwable failure) {
    return failure instanceof CancellationException
            || failure.getCause() instanceof CancellationException
        ? State.CANCELLED
        : State.FAILED;
  }

  /** Cancels the pipeline and waits until it has stopped: user code that blocks is interrupted. */
  @Override
  public State cancel() {
    job.cancel();
    try {
      await(CANCEL_PATIENCE);
    } catch (ExecutionException e) {
      return getState();
    }
    return getState();
  }

  /**
   * Ends a streaming pipeline in an orderly way: its unbounded sources stop reading, event time
   * comes to its end, so that all windows fire, and the pipeline ends as done. Returns at once;
   * {@link #waitUntilFinish()} waits for the end. A pipeline with {@code --watch} ends after the
   * run that is under way. Nothing happens to any other without unbounded sources: it ends by
   * itself.
   */
  public void drain() {
    job.drain();
  }

  /**
   * Has a pipeline with {@code --watch} bring its outputs up to date with the input as it is now,
   * without waiting until that is due.
   *
   * @return a future which is done once the outputs are in place; it fails with what the pipeline
   *     fails with, with a {@link CancellationException} if the pipeline ends before, and with an
   *     {@link IllegalStateException} if it is not with {@code --watch}
   */
  public CompletableFuture<Void> refresh() {
    return job.refresh();
  }

  /**
   * {@inheritDoc}
   *
   * @return the final state, or null if the pipeline was still running after {@code duration}
   * @throws org.apache.beam.sdk.Pipeline.PipelineExecutionException if the pipeline failed
   */
  @Override
  public @Nullable State waitUntilFinish(@Nullable Duration duration) {
    waiting.incrementAndGet();
    try {
      if (await(duration == null || duration.getMillis() < 1 ? null : duration)) {
        return getState();
      }
      waiting.decrementAndGet();
      return null;
    } catch (ExecutionException e) {
      throw PathwayExecutionException.of(e.getCause() == null ? e : e.getCause());
    }
  }

  @Override
  public @Nullable State waitUntilFinish() {
    return waitUntilFinish(null);
  }

  /** Waits for the end; false if the time ran out or the waiting thread was interrupted. */
  private boolean await(@Nullable Duration limit) throws ExecutionException {
    try {
      if (limit == null) {
        completion.get();
      } else {
        completion.get(limit.getMillis(), TimeUnit.MILLISECONDS);
      }
      return true;
    } catch (CancellationException e) {
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancellationException) {
        return true;
      }
      throw e;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public MetricResults metrics() {
    return job.metrics().results();
  }
}
