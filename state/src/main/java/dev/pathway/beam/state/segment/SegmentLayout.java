// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.util.zip.CRC32C;

/**
 * Where the content of a segment lies in its file.
 *
 * <p>A file is a sequence of blocks of 64 KiB, the last one shorter, then the sparse index, then
 * the footer. A block is content and the checksum of it. The contents of all blocks, strung
 * together, are the records; a place in them is a <i>position</i>, a place in the file an
 * <i>offset</i>. A record is the length of its key, the key, the length of its payload, the
 * payload; the lengths are varints.
 */
final class SegmentLayout {
  static final int BLOCK_BYTES = 1 << 16;
  static final int CHECKSUM_BYTES = Integer.BYTES;
  static final int BLOCK_CONTENT_BYTES = BLOCK_BYTES - CHECKSUM_BYTES;

  private SegmentLayout() {}

  /** Returns the number of the block that holds the position. */
  static long blockOf(long position) {
    return position / BLOCK_CONTENT_BYTES;
  }

  /** Returns the index in its block of the position. */
  static int indexInBlock(long position) {
    return (int) (position % BLOCK_CONTENT_BYTES);
  }

  /** Returns the position at which the content of a block begins. */
  static long positionOf(long block) {
    return block * BLOCK_CONTENT_BYTES;
  }

  /** Returns the offset at which a block begins. */
  static long offsetOf(long block) {
    return block * BLOCK_BYTES;
  }

  /** Returns the offset at which the blocks of a content of that length end. */
  static long endOfBlocks(long contentLength) {
    long blocks = (contentLength + BLOCK_CONTENT_BYTES - 1) / BLOCK_CONTENT_BYTES;
    return contentLength + blocks * CHECKSUM_BYTES;
  }

  /**
   * Returns the CRC-32C of a block's number and content: a block in the place of another does not
   * pass.
   */
  static int blockChecksum(long block, byte[] content, int length) {
    CRC32C checksum = new CRC32C();
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      checksum.update((int) (block >>> shift));
    }
    checksum.update(content, 0, length);
    return (int) checksum.getValue();
  }

  /** Returns the CRC-32C of the first bytes of an array. */
  static int checksum(byte[] bytes, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }
}
