// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.Varint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link Segment}, record by record.
 *
 * <p>For each record {@link #append} is called, then {@link #write} until the payload is complete;
 * at the end {@link #finish}. Keys must not decrease; records without an order of their own take
 * the empty key. A record may be of any size. The file is not a segment before it is finished;
 * {@link #close} without that deletes it. Nothing is forced to the disk unless asked for.
 *
 * <p>Thread-confined. Holds 64 KiB in memory, or a block that is larger, and the key filter, with
 * another MiB if that is large.
 */
public final class SegmentWriter implements Closeable {
  private static final int MAX_HEADER_BYTES = 2 * Varint.MAX_BYTES;
  private static final int MIN_OUT_BYTES = 1 << 16;

  private final Path path;
  private final FileChannel channel;
  private final SegmentLayout layout;
  private final SparseIndex.Builder index;
  private final FilterBuilder filter;
  private final byte[] block;

  /** What is to be written to the file next. */
  private final ByteBuffer out;

  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int used;
  private long blocks;
  private long records;
  private long keys;
  private long payloadLeft;
  private byte[] lastKey = new byte[32];
  private int lastKeyLength;
  private boolean finished;
  private @Nullable SegmentFooter completed;
  private byte[] completedIndex = {};

  private SegmentWriter(Path path, FileChannel channel, SegmentShape shape) {
    this.path = path;
    this.channel = channel;
    this.layout = shape.layout();
    this.index = new SparseIndex.Builder(layout, shape.indexEntries());
    this.filter = new FilterBuilder(shape.filteredKeys());
    this.block = new byte[layout.blockBytes()];
    this.out = ByteBuffer.allocate(Math.max(MIN_OUT_BYTES, block.length));
  }

  /** Creates the file, which must not exist, for a segment that is to be scanned. */
  public static SegmentWriter create(Path path) throws IOException {
    return create(path, SegmentShape.SCAN);
  }

  /** Creates the file, which must not exist. */
  public static SegmentWriter create(Path path, SegmentShape shape) throws IOException {
    return new SegmentWriter(
        path,
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        shape);
  }

  /**
   * Starts a record; exactly {@code payloadLength} bytes must be written before the next one.
   *
   * @return the position of the record, good for {@link Segment#readFrom}
   * @throws IllegalArgumentException if the key is less than the one before
   */
  public long append(byte[] key, int keyOffset, int keyLength, long payloadLength)
      throws IOException {
    checkPayloadComplete();
    if (payloadLength < 0) {
      throw new IllegalArgumentException("payloadLength must not be negative: " + payloadLength);
    }
    long position = position();
    remember(position, key, keyOffset, keyLength);
    if (layout.contentBytes() - used > MAX_HEADER_BYTES + keyLength) {
      used = Varint.write(keyLength, block, used);
      System.arraycopy(key, keyOffset, block, used, keyLength);
      used = Varint.write(payloadLength, block, used + keyLength);
    } else {
      put(header, 0, Varint.write(keyLength, header, 0));
      put(key, keyOffset, keyLength);
      put(header, 0, Varint.write(payloadLength, header, 0));
    }
    payloadLeft = payloadLength;
    records++;
    return position;
  }

  /** Writes a part of the payload of the record that was started last. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > payloadLeft) {
      throw new IllegalArgumentException(
          "The record's payload has room for " + payloadLeft + " more bytes, not " + length);
    }
    put(bytes, offset, length);
    payloadLeft -= length;
  }

  /** Returns the position of the next record: the bytes of all records so far. */
  public long position() {
    return layout.positionOf(blocks) + used;
  }

  /** Forces to the disk what has been written so far, except for the last part in memory. */
  public void force() throws IOException {
    channel.force(false);
  }

  /** Completes the file and opens it as a segment. */
  public Segment finish() throws IOException {
    complete(false);
    return Segment.open(path);
  }

  /**
   * Completes the file, and forces it to the disk if asked for; returns its length in bytes. It can
   * be opened as a segment.
   */
  public long complete(boolean isForced) throws IOException {
    checkPayloadComplete();
    long contentLength = position();
    if (used > 0) {
      writeBlock();
    }
    byte[] indexBytes = index.encode().toByteArray();
    int checksum = SegmentLayout.checksum(indexBytes, indexBytes.length);
    write(indexBytes, indexBytes.length);
    byte[] buckets = filter.finish();
    int bucketCount = buckets.length / KeyFilter.BUCKET_BYTES;
    for (int page = 0; page < FilterPages.pages(bucketCount); page++) {
      byte[] encoded = FilterPages.encodePage(buckets, page);
      write(encoded, encoded.length);
    }
    SegmentFooter footer =
        new SegmentFooter(
            contentLength,
            records,
            keys,
            layout.blockBytes(),
            indexBytes.length,
            checksum,
            bucketCount);
    write(footer.toByteArray(), SegmentFooter.BYTES);
    flush();
    if (isForced) {
      channel.force(true);
    }
    channel.close();
    finished = true;
    completed = footer;
    completedIndex = indexBytes;
    return footer.fileLength();
  }

  /** Opens the segment that was completed, without reading what is still in memory. */
  public Segment openCompleted() throws IOException {
    if (completed == null) {
      throw new IllegalStateException("The segment " + path + " is not complete");
    }
    return Segment.written(path, completed, SparseIndex.decode(completedIndex), filter.finish());
  }

  /** Deletes the file unless it has been finished. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      finished = true;
      channel.close();
      Files.deleteIfExists(path);
    }
  }

  private void checkPayloadComplete() {
    if (finished) {
      throw new IllegalStateException("The segment " + path + " is finished or closed");
    }
    if (payloadLeft > 0) {
      throw new IllegalStateException(
          "The payload of record " + records + " still lacks " + payloadLeft + " bytes");
    }
  }

  private void remember(long position, byte[] key, int offset, int length) {
    int order = Arrays.compareUnsigned(lastKey, 0, lastKeyLength, key, offset, offset + length);
    if (order > 0) {
      throw new IllegalArgumentException(
          "The key of record " + (records + 1) + " is less than the one before");
    }
    if (order == 0 && records > 0) {
      return;
    }
    rememberKey(key, offset, length);
    if (index.isDue(position)) {
      index.add(position, lastKey, lastKeyLength, key, offset, length);
    }
    if (lastKey.length < length) {
      lastKey = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length))];
    }
    System.arraycopy(key, offset, lastKey, 0, length);
    lastKeyLength = length;
  }

  private void rememberKey(byte[] key, int offset, int length) {
    keys++;
    filter.add(KeyFilter.hash(key, offset, length));
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, layout.contentBytes() - used);
      System.arraycopy(bytes, at, block, used, count);
      used += count;
      at += count;
      left -= count;
      if (used == layout.contentBytes()) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int checksum = SegmentLayout.blockChecksum(blocks, block, used);
    ByteBuffer.wrap(block).putInt(used, checksum);
    write(block, used + SegmentLayout.CHECKSUM_BYTES);
    blocks++;
    used = 0;
  }

  private void write(byte[] bytes, int length) throws IOException {
    int at = 0;
    while (at < length) {
      if (!out.hasRemaining()) {
        flush();
      }
      int count = Math.min(length - at, out.remaining());
      out.put(bytes, at, count);
      at += count;
    }
  }

  private void flush() throws IOException {
    out.flip();
    try {
      while (out.hasRemaining()) {
        channel.write(out);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Cannot write segment " + path + ": " + e.getMessage(), e);
    }
    out.clear();
  }
}
