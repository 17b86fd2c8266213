// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.Cleanup;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one segment of several, on any thread. Keeps a hold on them until it has ended; the worker
 * that began it takes the result.
 */
final class Merge implements Runnable {
  private final List<Layer> from;
  private final boolean hasOldest;
  private final SpillDirectory spill;
  private State state = State.WAITING;
  private boolean cancelled;
  private @Nullable LiveSegment result;
  private @Nullable Throwable failure;

  private enum State {
    WAITING,
    RUNNING,
    DONE
  }

  /**
   * Prepares a merge.
   *
   * @param from neighbours, from the newest to the oldest
   * @param hasOldest whether nothing is older, so that nothing is there to be removed
   */
  Merge(List<Layer> from, boolean hasOldest, SpillDirectory spill) {
    this.from = List.copyOf(from);
    this.hasOldest = hasOldest;
    this.spill = spill;
    for (Layer layer : from) {
      layer.segment().retain();
    }
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    @Nullable LiveSegment merged = null;
    @Nullable Throwable problem = null;
    try {
      merged = merge();
    } catch (IOException | RuntimeException | Error e) {
      problem = e;
    }
    try {
      releaseInputs();
    } catch (IOException e) {
      problem = problem == null ? e : problem;
    }
    end(merged, problem);
  }

  /** Returns the layers that are merged, from the newest to the oldest. */
  List<Layer> from() {
    return from;
  }

  synchronized boolean isDone() {
    return state == State.DONE;
  }

  /**
   * Waits for the end and returns the segment, null if no entries were left; the caller holds it.
   *
   * @throws InterruptedIOException if this thread was interrupted; its interrupt flag is set
   */
  synchronized @Nullable LiveSegment result() throws IOException {
    try {
      while (state != State.DONE) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while waiting for a merge of segments");
    }
    if (failure != null) {
      throw new IOException("Cannot merge segments: " + failure.getMessage(), failure);
    }
    return result;
  }

  /** Gives the merge up; nobody asks for the result any more. */
  void cancel() throws IOException {
    boolean isWaiting;
    @Nullable LiveSegment unwanted;
    synchronized (this) {
      isWaiting = state == State.WAITING;
      cancelled = true;
      unwanted = result;
      result = null;
      if (isWaiting) {
        state = State.DONE;
      }
    }
    if (isWaiting) {
      releaseInputs();
    }
    if (unwanted != null) {
      unwanted.release();
    }
  }

  private synchronized boolean begin() {
    boolean begins = state == State.WAITING;
    if (begins) {
      state = State.RUNNING;
    }
    return begins;
  }

  private void end(@Nullable LiveSegment merged, @Nullable Throwable problem) {
    boolean isUnwanted;
    synchronized (this) {
      isUnwanted = cancelled || problem != null;
      result = isUnwanted ? null : merged;
      failure = problem;
      state = State.DONE;
      notifyAll();
    }
    if (isUnwanted && merged != null) {
      try {
        merged.release();
      } catch (IOException e) {
        // The file is left to the end of the spill directory.
      }
    }
  }

  private @Nullable LiveSegment merge() throws IOException {
    List<EntryCursor> cursors = new ArrayList<>();
    long keys = 0;
    for (Layer layer : from) {
      cursors.add(new LayerCursor(layer.segment(), layer.partitions(), new byte[0]));
      keys += layer.records();
    }
    return LiveSegment.write(
        spill.newFile("live"), keys, new MergedEntries(cursors), !hasOldest, this::check);
  }

  private void releaseInputs() throws IOException {
    @Nullable IOException problem = null;
    for (Layer layer : from) {
      problem = Cleanup.attempt(layer.segment()::release, problem);
    }
    if (problem != null) {
      throw problem;
    }
  }

  private synchronized void check() throws IOException {
    if (cancelled) {
      throw new IOException("The merge was cancelled");
    }
  }
}
