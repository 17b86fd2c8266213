// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A segment of a store: opened when it is first read, deleted once nobody needs it any more.
 *
 * <p>Whoever needs it counts; the one who creates it is the first. Thread-safe.
 */
final class TraceSegment implements Closeable {
  private final Path path;
  private final long number;
  private final long length;
  private final Map<Integer, Long> bytes;
  private final BooleanSupplier mayDelete;
  private volatile @Nullable Segment segment;
  private SegmentCursor.Opening opener;
  private int users = 1;
  private boolean isClosed;

  /**
   * Takes a segment that is there.
   *
   * @param length the length of its file
   * @param bytes how many bytes of keys, values and weights it has of each arrangement, by number
   * @param mayDelete whether the directory is still the store's own, when it comes to deleting
   */
  TraceSegment(
      Path directory,
      long number,
      long length,
      Map<Integer, Long> bytes,
      BooleanSupplier mayDelete) {
    this.path = pathOf(directory, number);
    this.number = number;
    this.length = length;
    this.bytes = bytes;
    this.mayDelete = mayDelete;
    opener = () -> Segment.open(path);
  }

  /**
   * Has it be opened in a way of its own, the first time: by one who has some of what it holds in
   * memory, which is let go of then.
   */
  synchronized void openAs(SegmentCursor.Opening first) {
    opener = first;
  }

  /** Returns the file of the segment with the number. */
  static Path pathOf(Path directory, long number) {
    return directory.resolve("trace-" + number);
  }

  /** Returns whether a file is named as segments are. */
  static boolean isNamedLikeOne(Path file) {
    return file.getFileName().toString().matches("trace-[0-9]+");
  }

  Path path() {
    return path;
  }

  long number() {
    return number;
  }

  /** Returns the length of the file. */
  long length() {
    return length;
  }

  /** Returns the bytes of keys, values and weights of each arrangement, by its number. */
  Map<Integer, Long> bytes() {
    return bytes;
  }

  /**
   * Checks that the file is there and has its length.
   *
   * @throws DamagedSegmentException if not
   */
  void checkFile() throws IOException {
    checkFile(path, length);
  }

  /** Checks that a file is there and has the length that it should. */
  static void checkFile(Path path, long length) throws IOException {
    long actual;
    try {
      actual = Files.size(path);
    } catch (NoSuchFileException e) {
      throw new DamagedSegmentException(path, 0, "it is missing");
    }
    if (actual != length) {
      throw new DamagedSegmentException(
          path, Math.min(actual, length), "it has " + actual + " bytes instead of " + length);
    }
  }

  /** Returns the open segment. */
  Segment segment() throws IOException {
    Segment opened = segment;
    return opened != null ? opened : open();
  }

  /** Counts one more who needs the segment. */
  synchronized void retain() {
    users++;
  }

  /** Counts one less; the last one closes and deletes the file. */
  synchronized void release() {
    users--;
    if (users == 0) {
      try {
        close();
        if (mayDelete.getAsBoolean()) {
          Files.deleteIfExists(path);
        }
      } catch (IOException e) {
        // No manifest names the file any more: whoever opens the store next deletes it.
      }
    }
  }

  /** Closes the file and leaves it; reads fail from now on. */
  @Override
  public synchronized void close() throws IOException {
    isClosed = true;
    Segment opened = segment;
    if (opened != null) {
      opened.close();
    }
  }

  private synchronized Segment open() throws IOException {
    if (isClosed) {
      throw new IOException("Segment " + path + " has been closed");
    }
    Segment opened = segment;
    if (opened == null) {
      opened = opener.segment();
      opener = () -> Segment.open(path);
      segment = opened;
    }
    return opened;
  }
}
