// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.ChunkedInput;
import java.io.IOException;

/**
 * The content of a segment between two positions as a stream; blocks are read as they are reached.
 */
final class SegmentInput extends ChunkedInput {
  private static final long NO_BLOCK = -1;

  private final Segment segment;
  private final long end;
  private long chunkEnd;
  private long blockNumber = NO_BLOCK;
  private byte[] block = {};

  SegmentInput(Segment segment, long position, long end) {
    this.segment = segment;
    this.chunkEnd = position;
    this.end = end;
  }

  /** Makes a block known that has been read already. */
  SegmentInput withBlock(long number, byte[] content) {
    blockNumber = number;
    block = content;
    return this;
  }

  /** Returns the position of the next byte. */
  long position() {
    return chunkEnd - leftInChunk();
  }

  /** Goes to a position; reads nothing. */
  void seek(long position) {
    chunkEnd = position;
    setChunk(block, 0, 0);
  }

  /** Returns the number of the block read last, or a negative number. */
  long blockNumber() {
    return blockNumber;
  }

  /** Returns the block read last. */
  byte[] block() {
    return block;
  }

  @Override
  protected boolean nextChunk() throws IOException {
    if (chunkEnd >= end) {
      return false;
    }
    long number = segment.layout().blockOf(chunkEnd);
    if (number != blockNumber) {
      block = segment.readBlock(number);
      blockNumber = number;
    }
    int from = segment.layout().indexInBlock(chunkEnd);
    long to = Math.min(segment.contentOfBlock(number), from + (end - chunkEnd));
    setChunk(block, from, (int) to);
    chunkEnd += to - from;
    return true;
  }
}
