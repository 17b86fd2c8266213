// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.SourceSpec;
import dev.pathway.beam.engine.spi.Split;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The splits of one source that still wait for a reader. A worker that finds none left asks those
 * that still read to give away a part of theirs, so that none is idle while there is something to
 * read. Thread-safe.
 */
public final class SplitPool {
  private final SourceSpec source;
  private final JobContext job;
  private final int workers;

  /**
   * Not a monitor: who waits for a source that takes long to list its splits must be interruptible.
   */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final Deque<Split> waiting = new ArrayDeque<>();
  private final @Nullable SharedSplits shared;
  private boolean opened;
  private boolean allClaimed;
  private int reading;
  private int idle;
  private volatile boolean hungry;

  /**
   * Creates the pool of a source, which is not asked for splits before the first is taken.
   *
   * @param source the source
   * @param job the job that reads it
   * @param workers the number of readers, those of all members
   * @param shared what the members share of the source; null if there is one member
   */
  SplitPool(SourceSpec source, JobContext job, int workers, @Nullable SharedSplits shared) {
    this.source = source;
    this.job = job;
    this.workers = workers;
    this.shared = shared;
  }

  /**
   * Takes a split, waiting for one to be given away if need be; the caller must call {@link
   * #finished} once it was read.
   *
   * @return the split, or null when all are taken and read
   * @throws InterruptedException if the thread is interrupted; it may ask again, no split is lost
   */
  public @Nullable Split take() throws Exception {
    lock.lockInterruptibly();
    try {
      if (!opened) {
        opened = true;
        open();
      }
      idle++;
      try {
        while (waiting.isEmpty() && !claim()) {
          if (reading == 0) {
            return null;
          }
          updateHungry();
          changed.await();
        }
        reading++;
        return waiting.poll();
      } finally {
        idle--;
        updateHungry();
      }
    } finally {
      lock.unlock();
    }
  }

  private void open() throws Exception {
    try {
      if (shared == null) {
        allClaimed = true;
        waiting.addAll(source.splits(job, workers));
      } else {
        shared.open(() -> source.splits(job, workers));
      }
    } catch (InterruptedException e) {
      // Whoever asks next shall not take it for a source without splits.
      opened = false;
      throw e;
    }
  }

  /** Takes over a split that no member reads yet; returns whether there was one. */
  private boolean claim() {
    if (allClaimed || shared == null) {
      return false;
    }
    Split split = shared.claim();
    if (split == null) {
      allClaimed = true;
      return false;
    }
    waiting.add(split);
    return true;
  }

  /** Returns whether another worker waits for a split that is not there yet. */
  public boolean hungry() {
    return hungry;
  }

  /** Adds a split that its reader gave away. */
  public void give(Split split) {
    lock.lock();
    try {
      waiting.add(split);
      updateHungry();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Says that a split taken was read to its end, less what was given away. */
  public void finished() {
    lock.lock();
    try {
      reading--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void updateHungry() {
    hungry = allClaimed && idle > waiting.size();
  }
}
