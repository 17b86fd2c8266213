// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import java.util.StringJoiner;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of a {@code @Teardown} that takes long: a job does not end before it has returned, and
 * nothing else says whose it waits for.
 */
final class SlowTeardown {
  private static final Logger LOG = LoggerFactory.getLogger(SlowTeardown.class);
  private static final long IDLE_SECONDS = 10;

  /** Told of as often as it takes that long. */
  static final long PATIENCE_MILLIS = 5_000;

  /** One thread for all, which ends when nothing is watched. */
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private SlowTeardown() {}

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(null, work, "pathway-slow-teardown", 0, false);
              thread.setDaemon(true);
              thread.setContextClassLoader(null);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /** Runs the teardown of a transform, and logs a warning each time it has taken long. */
  static void watch(String transform, Runnable teardown) {
    watch(transform, teardown, PATIENCE_MILLIS);
  }

  static void watch(String transform, Runnable teardown, long patienceMillis) {
    Thread thread = Thread.currentThread();
    long start = System.nanoTime();
    Future<?> warning =
        TIMER.scheduleAtFixedRate(
            () -> warn(transform, thread, start),
            patienceMillis,
            patienceMillis,
            TimeUnit.MILLISECONDS);
    try {
      teardown.run();
    } finally {
      warning.cancel(false);
    }
  }

  private static void warn(String transform, Thread thread, long start) {
    StringJoiner stack = new StringJoiner("\n    at ", "    at ", "");
    for (StackTraceElement element : thread.getStackTrace()) {
      stack.add(element.toString());
    }
    LOG.warn(
        "The @Teardown of '{}' has not returned for {} ms, and the job waits for it; it is at\n{}",
        transform,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
        stack);
  }
}
