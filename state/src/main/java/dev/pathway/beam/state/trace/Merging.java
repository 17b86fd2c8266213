// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
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

  /** What is being merged; guarded by {@link #committing}. */
  private List<TraceSegment> underWay = List.of();

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

  /**
   * Returns the young segments that no merge is under way of, from the oldest to the youngest;
   * called with the lock held that commits hold.
   */
  List<TraceSegment> untouched() {
    List<TraceSegment> all = live.all();
    int from = underWay.isEmpty() ? 0 : all.indexOf(underWay.get(underWay.size() - 1)) + 1;
    return all.subList(from, all.size());
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
      return merge(MergePolicy::choose, PairWriter.Progress.NONE);
    }
  }

  /** Merges all segments into one, in this thread. */
  void mergeAll() throws IOException {
    synchronized (merging) {
      merge(all -> all.size() > 1 ? all : List.of(), PairWriter.Progress.NONE);
    }
  }

  /** Returns why the last merge in the thread has failed, or null. */
  @Nullable Exception failure() {
    synchronized (monitor) {
      return failure;
    }
  }

  /**
   * Makes all merges that are due, in this thread, until it is interrupted or they are {@linkplain
   * #stop stopped}: whoever keeps a store open for a moment only would never see one to its end in
   * the other.
   *
   * @param beforeMerge told how many bytes the next merge is of
   */
  void finish(LongConsumer beforeMerge) {
    synchronized (merging) {
      try {
        boolean isMerged = true;
        while (isMerged && !isStopped()) {
          isMerged =
              merge(
                  all -> tell(MergePolicy.choose(all), beforeMerge),
                  (out, recordKey, rest) -> gate.checkStopped());
        }
      } catch (InterruptedIOException | ClosedByInterruptException e) {
        // They are due again after the next commit.
        stop();
      } catch (IOException | RuntimeException e) {
        setFailure(e);
      }
    }
  }

  private static List<TraceSegment> tell(List<TraceSegment> chosen, LongConsumer beforeMerge) {
    if (!chosen.isEmpty()) {
      beforeMerge.accept(chosen.stream().mapToLong(TraceSegment::length).sum());
    }
    return chosen;
  }

  /** Gives up the merge that is under way, and makes no other, but where a caller asks for it. */
  void stop() {
    synchronized (monitor) {
      isStopped = true;
      monitor.notifyAll();
    }
    gate.stop();
  }

  /** Stops merging, and waits for the thread to end. */
  @Override
  public void close() {
    stop();
    Thread stopping;
    synchronized (monitor) {
      stopping = thread;
    }
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
          isDone = isStopped() || !merge(MergePolicy::choose, gate);
        }
        if (isStopped()) {
          return;
        }
        setFailure(null);
        if (isDone && !awaitWake(live.hasReplaced())) {
          publication.publish();
        }
      } catch (IOException | RuntimeException e) {
        if (!isStopped()) {
          setFailure(e);
          awaitWake(false);
        }
      }
    }
  }

  private boolean merge(UnaryOperator<List<TraceSegment>> choice, PairWriter.Progress progress)
      throws IOException {
    List<TraceSegment> chosen;
    committing.lock();
    try {
      chosen = choice.apply(live.all());
      underWay = chosen;
    } finally {
      committing.unlock();
    }
    if (chosen.isEmpty()) {
      return false;
    }
    @Nullable TraceSegment merged = null;
    boolean isMerged = false;
    try {
      merged = factory.merge(chosen, progress);
      isMerged = true;
    } finally {
      committing.lock();
      try {
        underWay = List.of();
        if (isMerged) {
          live.replace(chosen, merged);
        }
      } finally {
        committing.unlock();
      }
    }
    return true;
  }

  /**
   * Waits for a call of {@link #wake}; returns false if it does not come.
   *
   * @param isLimited whether to wait only for some time
   */
  private boolean awaitWake(boolean isLimited) {
    synchronized (monitor) {
      try {
        long end = System.nanoTime() + IDLE_MILLIS * NANOS_PER_MILLI;
        long left = IDLE_MILLIS;
        while (!isWoken && !isStopped && left > 0) {
          monitor.wait(isLimited ? left : 0);
          left = isLimited ? (end - System.nanoTime()) / NANOS_PER_MILLI : IDLE_MILLIS;
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
