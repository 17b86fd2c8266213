// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * Lets commits go before the background merge: while one is under way, the merge waits between
 * parts of its work. It never waits long, so that it ends even if one commit follows another, and
 * forces what it writes to the disk in small parts, so that a commit has little to wait for there.
 *
 * <p>Thread-safe.
 */
final class CommitGate implements PairWriter.Progress {
  private static final long PART_BYTES = 256 << 10;
  private static final long FORCED_BYTES = 2 << 20;
  private static final long MAX_WAIT_MILLIS = 20;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Object monitor = new Object();
  private int commits;
  private volatile boolean isStopped;

  /** What the merging thread has written at its last stop; touched by that thread alone. */
  private long lastStop;

  private long lastForced;

  /** A commit begins. */
  void enter() {
    synchronized (monitor) {
      commits++;
    }
  }

  /** A commit has ended. */
  void leave() {
    synchronized (monitor) {
      commits--;
      monitor.notifyAll();
    }
  }

  /** Ends the merge under way with an exception. */
  void stop() {
    synchronized (monitor) {
      isStopped = true;
      monitor.notifyAll();
    }
  }

  /** A merge begins to write a segment. */
  void start() {
    lastStop = 0;
    lastForced = 0;
  }

  @Override
  public void wrote(SegmentWriter out, byte[] recordKey, long rest) throws IOException {
    if (out.position() - lastStop < PART_BYTES) {
      return;
    }
    lastStop = out.position();
    if (lastStop - lastForced >= FORCED_BYTES) {
      lastForced = lastStop;
      out.force();
    }
    await();
  }

  private void await() throws InterruptedIOException {
    synchronized (monitor) {
      try {
        long end = System.nanoTime() + MAX_WAIT_MILLIS * NANOS_PER_MILLI;
        long left = MAX_WAIT_MILLIS;
        while (commits > 0 && !isStopped && left > 0) {
          monitor.wait(left);
          left = (end - System.nanoTime()) / NANOS_PER_MILLI;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("The merge has been interrupted");
      }
      checkStopped();
    }
  }

  /**
   * Ends the merge under way if it has been stopped, or its thread interrupted.
   *
   * @throws InterruptedIOException to end it
   */
  void checkStopped() throws InterruptedIOException {
    if (isStopped || Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("The merge has been stopped, its store is closed");
    }
  }
}
