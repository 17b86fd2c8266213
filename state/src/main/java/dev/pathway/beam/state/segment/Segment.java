// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An immutable file of records, sorted by key, written by a {@link SegmentWriter}.
 *
 * <p>A record is a key and a payload, both bytes; keys are in the order of unsigned bytes, equal
 * keys in the order in which they were written. Only the sparse index is in memory, and the parts
 * of the key filter that have been asked; content is read in blocks, each checked against its
 * checksum.
 *
 * <p>Thread-safe: any number of readers may read at once, each belonging to one thread.
 * Interrupting a thread while it reads fails that thread's read alone.
 */
public final class Segment implements Closeable {
  private final SegmentFile file;
  private final SegmentFooter footer;
  private final SegmentLayout layout;
  private final SparseIndex index;
  private final @Nullable FilterPages filter;

  private Segment(
      SegmentFile file, SegmentFooter footer, SparseIndex index, @Nullable FilterPages filter) {
    this.file = file;
    this.footer = footer;
    this.layout = footer.layout();
    this.index = index;
    this.filter = filter;
  }

  /**
   * Opens a finished segment. Checks its footer and index, not its blocks.
   *
   * @throws DamagedSegmentException if the file is not a whole segment
   */
  public static Segment open(Path path) throws IOException {
    SegmentFile file = new SegmentFile(path);
    try {
      SegmentFooter footer = readFooter(file);
      int buckets = footer.filterBuckets();
      FilterPages filter =
          buckets > 0 ? new FilterPages(file, footer.filterOffset(), buckets) : null;
      return new Segment(file, footer, readIndex(file, footer), filter);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** Opens a segment of which all but the blocks is still in memory. */
  static Segment written(Path path, SegmentFooter footer, SparseIndex index, byte[] filter)
      throws IOException {
    SegmentFile file = new SegmentFile(path);
    return new Segment(
        file,
        footer,
        index,
        filter.length > 0 ? FilterPages.written(file, footer.filterOffset(), filter) : null);
  }

  /** Returns the file. */
  public Path path() {
    return file.path();
  }

  /** Returns the number of records. */
  public long records() {
    return footer.records();
  }

  /** Returns the number of different keys. */
  public long keys() {
    return footer.keys();
  }

  /** Returns the bytes of all records; the position after the last one. */
  public long contentLength() {
    return footer.contentLength();
  }

  /** Returns a reader before the first record. */
  public SegmentReader read() {
    return readFrom(0);
  }

  /**
   * Returns a reader before the record at the position.
   *
   * @param position where a record starts, as {@link SegmentReader#position} or {@link
   *     SegmentWriter#append} gave it, or the {@link #contentLength}
   */
  public SegmentReader readFrom(long position) {
    if (position < 0 || position > contentLength()) {
      throw new IllegalArgumentException(
          "position must be within [0, " + contentLength() + "]: " + position);
    }
    return new SegmentReader(this, position);
  }

  /**
   * Returns a reader before a record such that no record before it has the key or a greater one;
   * records with smaller keys may follow.
   *
   * <p>Cost: a binary search in memory, nothing is read.
   *
   * @param key an array that starts with the key
   * @param length the length of the key
   */
  public SegmentReader readNear(byte[] key, int length) {
    return readFrom(positionNear(key, length));
  }

  /** Returns the position of the reader that {@link #readNear} returns. */
  long positionNear(byte[] key, int length) {
    return index.positionFor(key, length);
  }

  /**
   * Returns whether a key may be there: always if it is, and mostly not if it is not, provided that
   * the segment was written with a filter.
   *
   * @param hash the {@link KeyFilter#hash} of the key
   * @throws DamagedSegmentException if the filter does not match its checksum
   */
  public boolean mayContain(long hash) throws IOException {
    return filter == null || filter.mayContain(hash);
  }

  /**
   * Reads and checks all there is.
   *
   * @throws DamagedSegmentException at the first thing that is not as it was written
   */
  public void verify() throws IOException {
    if (filter != null) {
      filter.verify();
    }
    SegmentReader reader = read();
    long seen = 0;
    while (reader.next()) {
      seen++;
    }
    // Payloads are passed over, and with them blocks that nothing else lies in.
    for (long block = 0; layout.positionOf(block) < contentLength(); block++) {
      readBlock(block);
    }
    if (seen != records()) {
      throw notARecord(contentLength(), "it has " + seen + " records instead of " + records());
    }
  }

  /** Closes the file. Reads that are under way or come later fail. */
  @Override
  public void close() throws IOException {
    file.close();
  }

  SegmentFile file() {
    return file;
  }

  /**
   * Reads and checks a block.
   *
   * @return an array that begins with {@link #contentOfBlock} bytes of content, shared with nobody
   * @throws DamagedSegmentException if the content does not match its checksum
   */
  byte[] readBlock(long block) throws IOException {
    int length = contentOfBlock(block);
    long offset = layout.offsetOf(block);
    byte[] bytes = new byte[length + SegmentLayout.CHECKSUM_BYTES];
    try {
      file.read(bytes, offset);
    } catch (EOFException e) {
      throw new DamagedSegmentException(path(), offset, "the file ends within the block");
    } finally {
      // The file may be deleted as soon as nobody reads the segment any more: see Leftovers.
      Reference.reachabilityFence(this);
    }
    int expected = ByteBuffer.wrap(bytes).getInt(length);
    if (SegmentLayout.blockChecksum(block, bytes, length) != expected) {
      throw new DamagedSegmentException(path(), offset, "the checksum of the block does not match");
    }
    return bytes;
  }

  /** Returns where the content lies. */
  SegmentLayout layout() {
    return layout;
  }

  /** Returns the number of content bytes of a block. */
  int contentOfBlock(long block) {
    long left = contentLength() - layout.positionOf(block);
    return (int) Math.min(layout.contentBytes(), left);
  }

  /** Returns an exception for content that passes its checksum but is not a record. */
  DamagedSegmentException notARecord(long position, String problem) {
    long block = layout.blockOf(position);
    long offset = layout.offsetOf(block) + layout.indexInBlock(position);
    return new DamagedSegmentException(path(), offset, problem);
  }

  private static SegmentFooter readFooter(SegmentFile file) throws IOException {
    long length = file.length();
    long offset = length - SegmentFooter.BYTES;
    if (offset < 0) {
      throw new DamagedSegmentException(file.path(), 0, "it has only " + length + " bytes");
    }
    byte[] bytes = new byte[SegmentFooter.BYTES];
    file.read(bytes, offset);
    String problem = SegmentFooter.problemOf(bytes);
    if (!problem.isEmpty()) {
      throw new DamagedSegmentException(file.path(), offset, problem);
    }
    SegmentFooter footer = SegmentFooter.of(bytes);
    if (footer.fileLength() != length) {
      throw new DamagedSegmentException(
          file.path(), offset, "it has " + length + " bytes instead of " + footer.fileLength());
    }
    return footer;
  }

  private static SparseIndex readIndex(SegmentFile file, SegmentFooter footer) throws IOException {
    byte[] bytes = new byte[footer.indexLength()];
    long offset = footer.indexOffset();
    file.read(bytes, offset);
    if (SegmentLayout.checksum(bytes, bytes.length) != footer.indexChecksum()) {
      throw new DamagedSegmentException(
          file.path(), offset, "the checksum of the index does not match");
    }
    return SparseIndex.decode(bytes);
  }
}
