// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.EncodeBuffer;
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

/**
 * Writes a {@link Segment}, record by record.
 *
 * <p>For each record {@link #append} is called, then {@link #write} until the payload is complete;
 * at the end {@link #finish}. Keys must not decrease; records without an order of their own take
 * the empty key. A record may be of any size. The file is not a segment before it is finished;
 * {@link #close} without that deletes it. Nothing is forced to the disk.
 *
 * <p>Thread-confined. Holds one block in memory.
 */
public final class SegmentWriter implements Closeable {
  private static final int MAX_HEADER_BYTES = 2 * Varint.MAX_BYTES;

  private final Path path;
  private final FileChannel channel;
  private final SparseIndex.Builder index = new SparseIndex.Builder();
  private final byte[] block = new byte[SegmentLayout.BLOCK_BYTES];
  private final byte[] header = new byte[MAX_HEADER_BYTES];
  private int used;
  private long blocks;
  private long records;
  private long payloadLeft;
  private byte[] lastKey = new byte[32];
  private int lastKeyLength;
  private boolean finished;

  private SegmentWriter(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Creates the file, which must not exist. */
  public static SegmentWriter create(Path path) throws IOException {
    return new SegmentWriter(
        path, FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
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
    int end = Varint.write(keyLength, header, 0);
    put(header, 0, end);
    put(key, keyOffset, keyLength);
    end = Varint.write(payloadLength, header, 0);
    put(header, 0, end);
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
    return SegmentLayout.positionOf(blocks) + used;
  }

  /** Completes the file and opens it as a segment. */
  public Segment finish() throws IOException {
    checkPayloadComplete();
    long contentLength = position();
    if (used > 0) {
      writeBlock();
    }
    EncodeBuffer encoded = index.encode();
    byte[] indexBytes = encoded.toByteArray();
    int checksum = SegmentLayout.checksum(indexBytes, indexBytes.length);
    writeFully(indexBytes, indexBytes.length);
    SegmentFooter footer = new SegmentFooter(contentLength, records, indexBytes.length, checksum);
    writeFully(footer.toByteArray(), SegmentFooter.BYTES);
    channel.close();
    finished = true;
    return Segment.open(path);
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
    if (Arrays.compareUnsigned(lastKey, 0, lastKeyLength, key, offset, offset + length) > 0) {
      throw new IllegalArgumentException(
          "The key of record " + (records + 1) + " is less than the one before");
    }
    if (index.isDue(position)) {
      index.add(position, lastKey, lastKeyLength, key, offset, length);
    }
    if (lastKey.length < length) {
      lastKey = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length))];
    }
    System.arraycopy(key, offset, lastKey, 0, length);
    lastKeyLength = length;
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    int at = offset;
    int left = length;
    while (left > 0) {
      int count = Math.min(left, SegmentLayout.BLOCK_CONTENT_BYTES - used);
      System.arraycopy(bytes, at, block, used, count);
      used += count;
      at += count;
      left -= count;
      if (used == SegmentLayout.BLOCK_CONTENT_BYTES) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    int checksum = SegmentLayout.blockChecksum(blocks, block, used);
    ByteBuffer.wrap(block).putInt(used, checksum);
    writeFully(block, used + SegmentLayout.CHECKSUM_BYTES);
    blocks++;
    used = 0;
  }

  private void writeFully(byte[] bytes, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("Cannot write segment " + path + ": " + e.getMessage(), e);
    }
  }
}
