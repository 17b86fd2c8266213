// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentShape;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A segment of entries in a local file, which is deleted when its last holder releases it. The
 * payload of a record is a one and the value, or nothing for an entry that was removed.
 * Thread-safe; whoever makes one is its first holder.
 */
final class LiveSegment {
  private static final byte[] PRESENT = {1};

  private final Segment segment;
  private final long length;
  private final AtomicInteger holders = new AtomicInteger(1);
  private @Nullable StoredName stored;
  private int timesInlined;

  private LiveSegment(Segment segment, long length, @Nullable StoredName stored) {
    this.segment = segment;
    this.length = length;
    this.stored = stored;
  }

  /**
   * What a segment is in a store.
   *
   * @param name its name there
   * @param length the bytes of the file
   * @param checksum the CRC-32C of the file
   */
  record StoredName(String name, long length, int checksum) {}

  /** Says whether a segment that is being written is not wanted any more. */
  @FunctionalInterface
  interface Cancellation {
    /** Throws an exception if it is not. */
    void check() throws IOException;
  }

  /**
   * Writes the entries of a cursor to a new file.
   *
   * @param keys how many there are, at most
   * @param keepsRemoved whether entries that were removed are written as such, or left out
   * @return null if there are no entries
   */
  static @Nullable LiveSegment write(
      Path path, long keys, EntryCursor entries, boolean keepsRemoved, Cancellation cancellation)
      throws IOException {
    try (SegmentWriter writer =
        SegmentWriter.create(path, SegmentShape.lookup(Math.max(1, keys)))) {
      long count = 0;
      while (entries.next()) {
        byte @Nullable [] value = entries.value();
        if (value != null) {
          writer.append(entries.key(), 0, entries.keyLength(), 1L + value.length);
          writer.write(PRESENT, 0, 1);
          writer.write(value, 0, value.length);
        } else if (keepsRemoved) {
          writer.append(entries.key(), 0, entries.keyLength(), 0);
        }
        if ((++count & 0xFFF) == 0) {
          cancellation.check();
        }
      }
      if (writer.position() == 0) {
        return null;
      }
      long length = writer.complete(false);
      try {
        return new LiveSegment(writer.openCompleted(), length, null);
      } catch (IOException e) {
        Files.deleteIfExists(path);
        throw e;
      }
    }
  }

  /**
   * Opens a file that is a segment.
   *
   * @param stored what it is in the store, null if it is not there as a file
   */
  static LiveSegment open(Path path, @Nullable StoredName stored) throws IOException {
    return new LiveSegment(Segment.open(path), Files.size(path), stored);
  }

  Segment segment() {
    return segment;
  }

  /** Returns the bytes of the file. */
  long length() {
    return length;
  }

  /** Becomes one more holder, unless the last one has released it. */
  boolean tryRetain() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Becomes one more holder; the caller is one, or has it from one. */
  LiveSegment retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("Segment " + segment.path() + " has no holders any more");
    }
    return this;
  }

  /** Is a holder no longer. */
  void release() throws IOException {
    if (holders.decrementAndGet() == 0) {
      segment.close();
      Files.deleteIfExists(segment.path());
    }
  }

  /**
   * Returns what the segment is in the store, if it is there or gets there now.
   *
   * @param maxInlined how often a segment may be part of manifests instead
   */
  synchronized @Nullable StoredName store(StorePut put, int maxInlined) throws IOException {
    if (stored == null && timesInlined >= maxInlined) {
      stored = put.put(segment.path(), length);
    }
    if (stored == null) {
      timesInlined++;
    }
    return stored;
  }

  /** Puts a file into the store. */
  @FunctionalInterface
  interface StorePut {
    StoredName put(Path path, long length) throws IOException;
  }
}
