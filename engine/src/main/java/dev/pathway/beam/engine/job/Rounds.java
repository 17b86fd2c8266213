// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How a script knows that a job has nothing left to do. A round goes along every edge, behind
 * whatever was sent before; a worker that it reaches does all that is due, tells whether there was
 * anything, and passes it on. The job is quiet once nobody found anything to do in a whole round.
 * Thread-safe.
 */
public final class Rounds {
  private final int workers;
  private final Runnable onBegin;
  private final Map<Object, Long> settled = new HashMap<>();
  private int ended;
  private long current;
  private long active;

  /**
   * Creates the rounds of a job.
   *
   * @param workers how many workers the job has
   * @param onBegin called when a round begins, for those whom no edge brings it
   */
  Rounds(int workers, Runnable onBegin) {
    this.workers = workers;
    this.onBegin = onBegin;
  }

  /** Begins a round and returns its number. */
  public long begin() {
    long number;
    synchronized (this) {
      current++;
      number = current;
    }
    onBegin.run();
    return number;
  }

  /** Returns the number of the latest round. */
  public synchronized long current() {
    return current;
  }

  /** Returns how often anything was done so far. */
  public synchronized long activity() {
    return active;
  }

  /**
   * Says that something happened which gives workers something to do that no edge tells them of.
   */
  public synchronized void acted() {
    active++;
  }

  /** Says that a worker has done all that was due when a round reached it. */
  public synchronized void settled(Object worker, long round, boolean wasActive) {
    if (wasActive) {
      active++;
    }
    settled.put(worker, round);
    notifyAll();
  }

  /** Says that a worker has ended. */
  public synchronized void ended(Object worker) {
    settled.remove(worker);
    ended++;
    active++;
    notifyAll();
  }

  /** Returns whether every worker has ended or was reached by a round. */
  private boolean reachedAll(long round) {
    return ended + settled.values().stream().filter(latest -> latest >= round).count() >= workers;
  }

  /**
   * Waits until a round has reached every worker, at most the given time; returns whether it has.
   */
  public synchronized boolean await(long round, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!reachedAll(round)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
