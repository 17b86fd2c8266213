// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.ChunkedInput;

/**
 * A range of a segment's content, most often the payload of a record.
 *
 * <p>It keeps the block it begins in, once that has been read, so that a short slice is read
 * without touching the file; it takes up to 64 KiB as long as it is reachable, shared with its
 * neighbours. Immutable, thread-safe, valid until the segment is closed.
 */
public final class SegmentSlice {
  private final Segment segment;
  private final long position;
  private final long length;
  private final long blockNumber;
  private final byte[] block;

  SegmentSlice(Segment segment, long position, long length, long blockNumber, byte[] block) {
    this.segment = segment;
    this.position = position;
    this.length = length;
    this.blockNumber = blockNumber;
    this.block = block;
  }

  /** Returns the number of bytes. */
  public long length() {
    return length;
  }

  /** Returns the slice without its first bytes. */
  public SegmentSlice dropFirst(long bytes) {
    if (bytes < 0 || bytes > length) {
      throw new IllegalArgumentException("bytes must be within [0, " + length + "]: " + bytes);
    }
    return new SegmentSlice(segment, position + bytes, length - bytes, blockNumber, block);
  }

  /**
   * Opens a stream over the bytes; any number of streams may be open at once, each belonging to one
   * thread.
   */
  public ChunkedInput open() {
    return new SegmentInput(segment, position, position + length).withBlock(blockNumber, block);
  }
}
