// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Entries on the heap that do not change any more, and the segment they become: written by whoever
 * asks for it first, most often the thread that uploads it. Thread-safe.
 */
final class SealedEntries {
  private final List<Memtable> memtables;
  private final long heapBytes;
  private final Supplier<SpillDirectory> spill;
  private int claims;
  private volatile @Nullable LiveSegment segment;

  /**
   * Takes what is on the heap.
   *
   * @param memtables in the order of their maps
   * @param heapBytes what they were charged with
   * @param claims how many there are that are to hold the segment, or {@link #giveUp} theirs
   */
  SealedEntries(
      List<Memtable> memtables, long heapBytes, Supplier<SpillDirectory> spill, int claims) {
    this.memtables = List.copyOf(memtables);
    this.heapBytes = heapBytes;
    this.spill = spill;
    this.claims = claims;
  }

  long heapBytes() {
    return heapBytes;
  }

  boolean isWritten() {
    return segment != null;
  }

  /** Returns the segment; each claimant holds it. After an exception it may be called again. */
  synchronized LiveSegment segment() throws IOException {
    LiveSegment known = segment;
    if (known != null) {
      return known;
    }
    long keys = 0;
    List<EntryCursor> cursors = new ArrayList<>();
    for (Memtable memtable : memtables) {
      keys += memtable.size();
      cursors.add(memtable.cursor());
    }
    @Nullable LiveSegment written =
        LiveSegment.write(
            spill.get().newFile("live"), keys, new MergedEntries(cursors), true, () -> {});
    if (written == null) {
      throw new IllegalStateException("There were no entries to write");
    }
    for (int other = 1; other < claims; other++) {
      written.retain();
    }
    segment = written;
    return written;
  }

  /** Gives a claim up: releases the segment, or will not hold it. */
  synchronized void giveUp() throws IOException {
    claims--;
    LiveSegment written = segment;
    if (written != null) {
      written.release();
    }
  }
}
