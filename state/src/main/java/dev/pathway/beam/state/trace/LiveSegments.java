// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.Cleanup;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments whose sum is the last commit, from the oldest to the youngest.
 *
 * <p>Segments that a merge has replaced are kept until the manifest does not name them any more.
 * Thread-safe.
 */
final class LiveSegments implements Closeable {
  private List<TraceSegment> segments;
  private List<TraceSegment> replaced = List.of();

  LiveSegments(List<TraceSegment> segments) {
    this.segments = List.copyOf(segments);
  }

  /** Returns the segments at this moment. */
  synchronized List<TraceSegment> all() {
    return segments;
  }

  /**
   * Returns the segments at this moment, which stay until they are {@linkplain #unpin unpinned}.
   */
  synchronized List<TraceSegment> pin() {
    for (TraceSegment segment : segments) {
      segment.retain();
    }
    return segments;
  }

  /** Gives segments free that were pinned. */
  static void unpin(List<TraceSegment> pinned) {
    for (TraceSegment segment : pinned) {
      segment.release();
    }
  }

  /**
   * Puts one segment, or none if they cancel out, in the place of several neighbours; in the place
   * of none, it becomes the youngest.
   */
  synchronized void replace(List<TraceSegment> merged, @Nullable TraceSegment by) {
    List<TraceSegment> rest = new ArrayList<>(segments);
    int at = merged.isEmpty() ? rest.size() : rest.indexOf(merged.get(0));
    rest.subList(at, at + merged.size()).clear();
    if (by != null) {
      rest.add(at, by);
    }
    segments = List.copyOf(rest);
    List<TraceSegment> waiting = new ArrayList<>(replaced);
    waiting.addAll(merged);
    replaced = List.copyOf(waiting);
  }

  /** Returns whether segments have been replaced that the manifest still names. */
  synchronized boolean hasReplaced() {
    return !replaced.isEmpty();
  }

  /** Gives the replaced segments free: a manifest without them is on the disk. */
  void dropReplaced() {
    List<TraceSegment> dropped;
    synchronized (this) {
      dropped = replaced;
      replaced = List.of();
    }
    unpin(dropped); // Deletes files, which nobody else is to wait for.
  }

  /** Closes all files. */
  @Override
  public synchronized void close() throws IOException {
    @Nullable IOException failure = null;
    for (TraceSegment segment : segments) {
      failure = Cleanup.attempt(segment, failure);
    }
    for (TraceSegment segment : replaced) {
      failure = Cleanup.attempt(segment, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
