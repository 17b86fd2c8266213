// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads on which a job's processors run. Jet lets one that finds nothing to do sleep, longer
 * and longer, and does not wake it when another has put something into its queues: processors do so
 * themselves. Thread-safe.
 */
final class Hops {
  private volatile Thread[] threads = {};
  private volatile boolean awaited;

  /** Notes that processors run on the calling thread. */
  synchronized void join() {
    Thread current = Thread.currentThread();
    if (!Arrays.asList(threads).contains(current)) {
      Thread[] more = Arrays.copyOf(threads, threads.length + 1);
      more[threads.length] = current;
      threads = more;
    }
  }

  /** Wakes all other threads: there is something new in a queue, or the end of one. */
  void sent() {
    Thread current = Thread.currentThread();
    for (Thread thread : threads) {
      if (thread != current) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Notes that a queue was found full. */
  void full() {
    if (!awaited) {
      awaited = true;
    }
  }

  /** Wakes all other threads if one of them may wait for room in a queue: there is some. */
  void received() {
    if (awaited) {
      awaited = false;
      sent();
    }
  }
}
