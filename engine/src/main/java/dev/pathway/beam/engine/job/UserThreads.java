// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run one job's user code. Jet does not interrupt its own threads, so that a
 * function that blocks could never be cancelled on one; these are ours, and they are interrupted.
 */
final class UserThreads {
  private static final Logger LOG = LoggerFactory.getLogger(UserThreads.class);
  private static final Duration INTERRUPT_AFTER = Duration.ofMillis(100);

  /** What a thread is doing. */
  private enum Phase {
    WORK,
    CLEANUP
  }

  private final Runnable atLastEnd;
  private final Map<Thread, Phase> alive = new LinkedHashMap<>();

  /** Threads that are no longer alive in this sense, but perhaps in that of the JVM. */
  private final Queue<Thread> returning = new ConcurrentLinkedQueue<>();

  private boolean abandoned;
  private boolean toldOfExit;

  /**
   * Creates an empty set.
   *
   * @param atLastEnd called when the last thread ended of those that {@link #stop} gave up
   */
  UserThreads(Runnable atLastEnd) {
    this.atLastEnd = atLastEnd;
  }

  /**
   * Starts a thread that counts as alive until {@code cleanup} returns.
   *
   * @param name the thread's name
   * @param loader the thread's context class loader
   * @param work is interrupted when the job stops
   * @param cleanup runs after the work in any case and is not interrupted
   */
  void start(String name, ClassLoader loader, Runnable work, Runnable cleanup) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } finally {
                beginCleanup();
                try {
                  cleanup.run();
                } finally {
                  ended();
                }
              }
            },
            name);
    thread.setDaemon(true);
    thread.setContextClassLoader(loader);
    synchronized (this) {
      alive.put(thread, Phase.WORK);
    }
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        forget(thread);
      }
    }
  }

  private synchronized void beginCleanup() {
    alive.put(Thread.currentThread(), Phase.CLEANUP);
    // What was meant for the work must not strike the cleanup.
    boolean ignored = Thread.interrupted();
  }

  private void ended() {
    forget(Thread.currentThread());
    boolean last;
    synchronized (this) {
      last = abandoned && alive.isEmpty();
    }
    if (last) {
      atLastEnd.run();
    }
  }

  private synchronized void forget(Thread thread) {
    alive.remove(thread);
    returning.add(thread);
    notifyAll();
  }

  /** Interrupts the work of all threads that are alive, but the caller's own. */
  synchronized void interrupt() {
    alive.forEach(
        (thread, phase) -> {
          if (phase == Phase.WORK && thread != Thread.currentThread()) {
            thread.interrupt();
          }
        });
  }

  /**
   * Waits until all threads ended, for at most {@code patience}, and interrupts them all the while
   * if asked to, but for a moment in which they may end by themselves: who is interrupted while he
   * reads a file calls the file damaged. Logs the stacks of those that did not end, which are
   * abandoned. A thread whose user code ends the process cannot end itself: it is not waited for.
   *
   * @return whether all ended
   */
  boolean stop(Duration patience, boolean interrupting) {
    boolean allEnded = awaitEnds(patience, interrupting);
    joinReturning();
    return allEnded;
  }

  /** Waits for threads with nothing left to do: who hears of the end is to find none of them. */
  private void joinReturning() {
    boolean interrupted = false;
    for (Thread thread = returning.poll(); thread != null; thread = returning.poll()) {
      while (thread.isAlive() && thread != Thread.currentThread()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean awaitEnds(Duration patience, boolean interrupting) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    long interruptFrom = System.nanoTime() + INTERRUPT_AFTER.toNanos();
    for (long left = patience.toNanos();
        left > 0 && !alive.keySet().stream().allMatch(UserThreads::endsProcess);
        left = deadline - System.nanoTime()) {
      if (interrupting && System.nanoTime() - interruptFrom >= 0) {
        interrupt();
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(INTERRUPT_AFTER.toNanos(), left));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    List<Thread> left = new ArrayList<>(alive.keySet());
    abandoned = !left.isEmpty();
    for (Thread thread : left) {
      if (endsProcess(thread)) {
        tellOfExit(thread);
        continue;
      }
      LOG.warn(
          "Thread '{}' did not end within {} ms of an interrupt and is abandoned; it runs user code at\n{}",
          thread.getName(),
          patience.toMillis(),
          stack(thread));
    }
    return left.isEmpty();
  }

  /** Returns whether a thread waits for the end of the process, which it has asked for. */
  private static boolean endsProcess(Thread thread) {
    return Stream.of(thread.getStackTrace())
        .anyMatch(
            element ->
                element.getClassName().equals(Runtime.class.getName())
                    && element.getMethodName().equals("exit"));
  }

  private void tellOfExit(Thread thread) {
    if (!toldOfExit) {
      toldOfExit = true;
      LOG.warn(
          "User code on thread '{}' called System.exit, which ends the process and the job with it",
          thread.getName());
    }
  }

  private static String stack(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      text.append("    at ").append(element).append('\n');
    }
    return text.toString();
  }
}
