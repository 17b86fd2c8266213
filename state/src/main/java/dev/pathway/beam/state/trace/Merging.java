// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Merges the segments of a store as {@link MergePolicy} says, one merge at a time: in a thread of
 * its own, which starts with the first merge and ends at the close, or when a caller asks for it.
 *
 * <p>Thread-safe.
 */
final class Merging implements Closeable {
  private static final long IDLE_MILLIS = 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LiveSegments live;
  private final SegmentFactory factory;
  private final CommitGate gate;
  private final Lock committing;
  private final Publication publication;
  private final Object merging = new Object();

  private final Object monitor = new Object();
  private @Nullable Thread thread;
  private @Nullable Exception failure;
  private boolean isWoken;
  private boolean isStopped;

  /** Makes the result of merges durable. */
  @FunctionalInterface
  interface Publication {
    /** Writes a manifest of the segments at this moment, if the one on the disk is of others. */
    void publish() throws IOException;
  }

  /**
   * Prepares merges.
   *
   * @param committing held while segments are replaced, so that no commit is under way
   * @param publication called when no commit does it for some time
   */
  Merging(
      LiveSegments live,
      SegmentFactory factory,
      CommitGate gate,
      Lock committing,
      Publication publication) {
    this.live = live;
    this.factory = factory;
    this.gate = gate;
    this.committing = committing;
    this.publication = publication;
  }

  /** Has the thread look whether there is something to merge. */
  void wake(String name) {
    synchronized (monitor) {
      if (thread == null && !isStopped && !MergePolicy.choose(live.all()).isEmpty()) {
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
      }
      isWoken = true;
      monitor.notifyAll();
    }
  }

  /** Makes the next merge, in this thread; returns whether there was one to make. */
  boolean mergeOnce() throws IOException {
    synchronized (merging) {
      return merge(MergePolicy.choose(live.all()), out -> {});
    }
  }

  /** Merges all segments into one, in this thread. */
  void mergeAll() throws IOException {
    synchronized (merging) {
      List<TraceSegment> all = live.all();
      if (all.size() > 1) {
        merge(all, out -> {});
      }
    }
  }

  /** Returns why the last merge in the thread has failed, or null. */
  @Nullable Exception failure() {
    synchronized (monitor) {
      return failure;
    }
  }

  /** Stops the thread; a merge under way is given up. */
  @Override
  public void close() {
    Thread stopping;
    synchronized (monitor) {
      isStopped = true;
      monitor.notifyAll();
      stopping = thread;
    }
    gate.stop();
    if (stopping != null) {
      joinUninterruptibly(stopping);
    }
  }

  private void run() {
    while (!isStopped()) {
      boolean isDone = false;
      try {
        synchronized (merging) {
          gate.start();
          isDone = !merge(MergePolicy.choose(live.all()), gate);
        }
        setFailure(null);
        if (isDone && !awaitWork()) {
          publication.publish();
        }
      } catch (IOException | RuntimeException e) {
        if (!isStopped()) {
          setFailure(e);
          awaitWork();
        }
      }
    }
  }

  private boolean merge(List<TraceSegment> chosen, PairWriter.Progress progress)
      throws IOException {
    if (chosen.isEmpty()) {
      return false;
    }
    TraceSegment merged = factory.merge(chosen, progress);
    committing.lock();
    try {
      live.replace(chosen, merged);
    } finally {
      committing.unlock();
    }
    return true;
  }

  /** Waits for a call of {@link #wake}; returns false if it does not come while merges wait. */
  private boolean awaitWork() {
    synchronized (monitor) {
      boolean isForever = !live.hasReplaced() && failure == null;
      try {
        long end = System.nanoTime() + IDLE_MILLIS * NANOS_PER_MILLI;
        long left = IDLE_MILLIS;
        while (!isWoken && !isStopped && left > 0) {
          monitor.wait(isForever ? 0 : left);
          left = isForever ? IDLE_MILLIS : (end - System.nanoTime()) / NANOS_PER_MILLI;
        }
      } catch (InterruptedException e) {
        isStopped = true;
      }
      boolean wasWoken = isWoken || isStopped;
      isWoken = false;
      return wasWoken;
    }
  }

  private boolean isStopped() {
    synchronized (monitor) {
      return isStopped;
    }
  }

  private void setFailure(@Nullable Exception e) {
    synchronized (monitor) {
      failure = e;
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
