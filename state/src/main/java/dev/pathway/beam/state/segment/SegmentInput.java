// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.ChunkedInput;
import java.io.IOException;
import java.util.Arrays;

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

  /** Where {@link #varint} reads in the block. */
  private int at;

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

  /**
   * Passes over records with keys less than the given one, as long as they lie in one block.
   *
   * @param position where a record starts
   * @return where the first record starts that was not passed over: one whose key is not less, or
   *     one that does not lie in the block
   */
  long passSmaller(long position, byte[] key, int length) throws IOException {
    if (position >= end) {
      return position;
    }
    long number = segment.layout().blockOf(position);
    load(number);
    int from = segment.layout().indexInBlock(position);
    int to = (int) Math.min(segment.contentOfBlock(number), from + (end - position));
    int record = from;
    at = from;
    while (record < to) {
      long keyLength = varint(to);
      if (keyLength < 0
          || keyLength > to - at
          || Arrays.compareUnsigned(block, at, at + (int) keyLength, key, 0, length) >= 0) {
        break;
      }
      at += (int) keyLength;
      long payloadLength = varint(to);
      if (payloadLength < 0 || payloadLength > to - at) {
        break;
      }
      at += (int) payloadLength;
      record = at;
    }
    return position + record - from;
  }

  /** Reads a number from the block; negative if it does not end before an index. */
  private long varint(int to) {
    long number = 0;
    for (int shift = 0; at < to && shift < Long.SIZE; shift += 7) {
      int part = block[at++];
      number |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return number;
      }
    }
    return -1;
  }

  private void load(long number) throws IOException {
    if (number != blockNumber) {
      block = segment.readBlock(number);
      blockNumber = number;
    }
  }

  @Override
  protected boolean nextChunk() throws IOException {
    if (chunkEnd >= end) {
      return false;
    }
    long number = segment.layout().blockOf(chunkEnd);
    load(number);
    int from = segment.layout().indexInBlock(chunkEnd);
    long to = Math.min(segment.contentOfBlock(number), from + (end - chunkEnd));
    setChunk(block, from, (int) to);
    chunkEnd += to - from;
    return true;
  }
}
