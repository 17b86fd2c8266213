// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.util.zip.CRC32C;

/**
 * Where the content of a segment lies in its file.
 *
 * <p>A file is a sequence of blocks of equal size, the last one shorter, then the sparse index, the
 * key filter if there is one, and the footer. A block is content and the checksum of it. The
 * contents of all blocks, strung together, are the records; a place in them is a <i>position</i>, a
 * place in the file an <i>offset</i>. A record is the length of its key, the key, the length of its
 * payload, the payload; the lengths are varints.
 *
 * @param blockBytes the bytes of a block, with its checksum
 */
record SegmentLayout(int blockBytes) {
  /** The size of the blocks of segments that are read from beginning to end. */
  static final int BLOCK_BYTES = 1 << 16;

  static final int CHECKSUM_BYTES = Integer.BYTES;
  static final int BLOCK_CONTENT_BYTES = BLOCK_BYTES - CHECKSUM_BYTES;
  private static final int MIN_BLOCK_BYTES = 1 << 8;
  private static final int MAX_BLOCK_BYTES = 1 << 24;

  SegmentLayout {
    if (!isBlockSize(blockBytes)) {
      throw new IllegalArgumentException(
          "blockBytes must be within ["
              + MIN_BLOCK_BYTES
              + ", "
              + MAX_BLOCK_BYTES
              + "]: "
              + blockBytes);
    }
  }

  /** Returns whether blocks can have the size. */
  static boolean isBlockSize(int blockBytes) {
    return blockBytes >= MIN_BLOCK_BYTES && blockBytes <= MAX_BLOCK_BYTES;
  }

  /** Returns the most content that a block holds. */
  int contentBytes() {
    return blockBytes - CHECKSUM_BYTES;
  }

  /** Returns the number of the block that holds the position. */
  long blockOf(long position) {
    return position / contentBytes();
  }

  /** Returns the index in its block of the position. */
  int indexInBlock(long position) {
    return (int) (position % contentBytes());
  }

  /** Returns the position at which the content of a block begins. */
  long positionOf(long block) {
    return block * contentBytes();
  }

  /** Returns the offset at which a block begins. */
  long offsetOf(long block) {
    return block * blockBytes;
  }

  /** Returns the offset at which the blocks of a content of that length end. */
  long endOfBlocks(long contentLength) {
    long blocks = (contentLength + contentBytes() - 1) / contentBytes();
    return contentLength + blocks * CHECKSUM_BYTES;
  }

  /**
   * Returns the CRC-32C of a block's number and content: a block in the place of another does not
   * pass.
   */
  static int blockChecksum(long block, byte[] content, int length) {
    return blockChecksum(block, content, 0, length);
  }

  /** Returns the CRC-32C of a block's number and its content, which is a part of an array. */
  static int blockChecksum(long block, byte[] bytes, int offset, int length) {
    CRC32C checksum = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      checksum.update((int) (block >>> shift));
    }
    checksum.update(bytes, offset, length);
    return (int) checksum.getValue();
  }

  /** Returns the CRC-32C of the first bytes of an array. */
  static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
