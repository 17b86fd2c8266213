// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Prints the stacks of all threads when a test takes longer than the system property {@value
 * #SECONDS} says: a test that hangs is otherwise killed without a word. Found by JUnit as a
 * service.
 */
public final class SlowTestStacks implements TestExecutionListener {
  static final String SECONDS = "vr.stacksAfterSeconds";
  private static final int DEFAULT_SECONDS = 120;

  private final PrintStream out;
  private final Duration limit;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(SlowTestStacks::daemon);
  private final Map<UniqueId, Future<?>> running = new ConcurrentHashMap<>();

  /** Prints to standard error. */
  public SlowTestStacks() {
    this(System.err, Duration.ofSeconds(Integer.getInteger(SECONDS, DEFAULT_SECONDS)));
  }

  SlowTestStacks(PrintStream out, Duration limit) {
    this.out = out;
    this.limit = limit;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "slow-test-stacks");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      Future<?> dump = timer.schedule(() -> print(test), limit.toMillis(), TimeUnit.MILLISECONDS);
      running.put(test.getUniqueIdObject(), dump);
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    Future<?> dump = running.remove(test.getUniqueIdObject());
    if (dump != null) {
      dump.cancel(false);
    }
  }

  /** Returns how many tests are being waited for. */
  int pending() {
    return running.size();
  }

  private void print(TestIdentifier test) {
    StringBuilder text = new StringBuilder();
    text.append(test.getUniqueId())
        .append(" has been running for ")
        .append(limit.toSeconds())
        .append(" s. All threads:\n");
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              text.append('"').append(thread.getName()).append("\" ").append(thread.getState());
              for (StackTraceElement frame : stack) {
                text.append("\n    at ").append(frame);
              }
              text.append('\n');
            });
    out.println((Object) text);
  }
}
