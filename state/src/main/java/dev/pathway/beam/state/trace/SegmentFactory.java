// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.DirectoryLock;
import dev.pathway.beam.state.segment.SegmentShape;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes the segments of a store and numbers them. Thread-safe. */
final class SegmentFactory {
  private static final byte[] NO_PREFIX = {};

  private final Path directory;
  private final DirectoryLock lock;
  private final boolean isDurable;
  private final AtomicLong nextNumber;

  /**
   * Writes to a directory.
   *
   * @param lock what must be held on the directory
   * @param isDurable whether segments are forced to the disk
   */
  SegmentFactory(Path directory, DirectoryLock lock, long nextNumber, boolean isDurable) {
    this.directory = directory;
    this.lock = lock;
    this.isDurable = isDurable;
    this.nextNumber = new AtomicLong(nextNumber);
  }

  /** Writes the pairs of a segment. */
  @FunctionalInterface
  interface Contents {
    void writeTo(PairWriter out) throws IOException;
  }

  /** Returns a number that no segment has had yet. */
  long nextNumber() {
    return nextNumber.get();
  }

  /**
   * Writes a segment; returns null if it has no records.
   *
   * @param keys the number of different keys, or more
   * @throws IOException if it cannot be written, or the directory is not the store's any more
   */
  @Nullable TraceSegment write(long keys, Contents contents) throws IOException {
    return write(keys, contents, PairWriter.Progress.NONE);
  }

  private @Nullable TraceSegment write(long keys, Contents contents, PairWriter.Progress progress)
      throws IOException {
    lock.check();
    long number = nextNumber.getAndIncrement();
    Path path = TraceSegment.pathOf(directory, number);
    try (SegmentWriter writer =
        SegmentWriter.create(path, SegmentShape.lookup(Math.max(1, keys)))) {
      ArrangementBytes bytes = new ArrangementBytes();
      contents.writeTo(
          new PairWriter(
              writer,
              (segment, recordKey, rest) -> {
                bytes.add(recordKey, rest);
                progress.wrote(segment, recordKey, rest);
              }));
      if (writer.position() == 0) {
        return null;
      }
      long length = writer.complete(isDurable);
      TraceSegment segment =
          new TraceSegment(directory, number, length, bytes.total(), lock::isHeld);
      segment.openAs(writer::openCompleted);
      return segment;
    }
  }

  /** Returns the number of different keys in segments, or more. */
  static long keysAtMost(List<TraceSegment> segments) throws IOException {
    long keys = 0;
    for (TraceSegment segment : segments) {
      keys += segment.segment().keys();
    }
    return keys;
  }

  /** Writes the sum of segments as one; returns null if they cancel out. */
  @Nullable TraceSegment merge(List<TraceSegment> segments, PairWriter.Progress progress)
      throws IOException {
    List<PairCursor> cursors = new ArrayList<>();
    for (TraceSegment segment : segments) {
      cursors.add(SegmentCursor.overAll(segment.segment()));
    }
    return write(
        keysAtMost(segments), out -> new MergedCursor(cursors).writeAll(NO_PREFIX, out), progress);
  }
}
