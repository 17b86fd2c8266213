// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.beam.runners.core.metrics.NoOpMetricsSink;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.apache.beam.sdk.metrics.MetricsSink;
import org.apache.beam.sdk.util.InstanceBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pushes one pipeline's metrics to the sink that its options name, every {@code
 * --metricsPushPeriod} seconds and once more at the end. A sink that fails is logged, and does not
 * change the outcome of the pipeline.
 */
final class MetricsPush {
  private static final Logger LOG = LoggerFactory.getLogger(MetricsPush.class);
  private static final long LAST_PUSH_SECONDS = 10;

  private final MetricsSink sink;
  private final long periodSeconds;
  private final ScheduledThreadPoolExecutor scheduler =
      new ScheduledThreadPoolExecutor(1, MetricsPush::newThread);
  private @Nullable Runnable push;

  private MetricsPush(MetricsSink sink, long periodSeconds) {
    this.sink = sink;
    this.periodSeconds = periodSeconds;
  }

  /**
   * Returns the push that the options ask for, if any.
   *
   * @throws IllegalArgumentException if the sink cannot be made, or the period is not positive
   */
  static Optional<MetricsPush> of(MetricsOptions options) {
    Class<? extends MetricsSink> type = options.getMetricsSink();
    if (type == NoOpMetricsSink.class) {
      return Optional.empty();
    }
    long period = options.getMetricsPushPeriod();
    if (period < 1) {
      throw new IllegalArgumentException(
          "--metricsPushPeriod must be at least 1 second: " + period);
    }
    try {
      return Optional.of(
          new MetricsPush(
              InstanceBuilder.ofType(MetricsSink.class)
                  .fromClass(type)
                  .withArg(MetricsOptions.class, options)
                  .build(),
              period));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "--metricsSink=" + type.getName() + " cannot be made: " + e.getMessage(), e);
    }
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "pathway-metrics-push");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to push what {@code metrics} returns. */
  void start(Supplier<MetricQueryResults> metrics) {
    Runnable work = () -> push(metrics);
    push = work;
    scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    Future<?> unused =
        scheduler.scheduleAtFixedRate(work, periodSeconds, periodSeconds, TimeUnit.SECONDS);
  }

  /**
   * Does not throw: that would end all pushes to come without a word. Sinks need libraries that may
   * not be there.
   */
  private void push(Supplier<MetricQueryResults> metrics) {
    try {
      sink.writeMetrics(metrics.get());
    } catch (Exception | LinkageError e) {
      LOG.warn(
          "The metrics sink {} failed; it is tried again at the next push",
          sink.getClass().getName(),
          e);
    }
  }

  /**
   * Pushes for the last time, and waits for that for at most {@value #LAST_PUSH_SECONDS} seconds.
   */
  void finish() {
    Runnable work = push;
    if (work == null) {
      return;
    }
    Future<?> last = scheduler.submit(work);
    scheduler.shutdown();
    try {
      last.get(LAST_PUSH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      LOG.warn("The last metrics were not pushed", e.getCause());
    } catch (TimeoutException e) {
      scheduler.shutdownNow();
      LOG.warn(
          "The last metrics were not pushed: the sink {} took longer than {} s",
          sink.getClass().getName(),
          LAST_PUSH_SECONDS);
    } catch (InterruptedException e) {
      scheduler.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
