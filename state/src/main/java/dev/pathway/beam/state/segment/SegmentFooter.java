// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.nio.ByteBuffer;

/**
 * The last bytes of a segment's file, of fixed size: what is needed to read the rest.
 *
 * @param contentLength the bytes of all records
 * @param records the number of records
 * @param keys the number of different keys
 * @param blockBytes the size of a block
 * @param indexLength the bytes of the sparse index
 * @param indexChecksum the CRC-32C of the sparse index
 * @param filterBuckets the size of the key filter, 0 if there is none
 */
record SegmentFooter(
    long contentLength,
    long records,
    long keys,
    int blockBytes,
    int indexLength,
    int indexChecksum,
    int filterBuckets) {
  static final int BYTES = 3 * Long.BYTES + 6 * Integer.BYTES + Long.BYTES;

  /** "PWSEGMNT" in ASCII. */
  private static final long MAGIC = 0x50575345474D4E54L;

  private static final int VERSION = 2;
  private static final int CHECKED_BYTES = 3 * Long.BYTES + 5 * Integer.BYTES;

  /**
   * Returns the bytes of the footer: the fields, the version, a checksum of these, the magic
   * number.
   */
  byte[] toByteArray() {
    byte[] bytes = new byte[BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    buffer.putLong(contentLength).putLong(records).putLong(keys);
    buffer.putInt(blockBytes).putInt(indexLength).putInt(indexChecksum).putInt(filterBuckets);
    buffer.putInt(VERSION);
    buffer.putInt(SegmentLayout.checksum(bytes, CHECKED_BYTES));
    buffer.putLong(MAGIC);
    return bytes;
  }

  /** Returns what is wrong with the bytes of a footer; empty if nothing is. */
  static String problemOf(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (buffer.getLong(BYTES - Long.BYTES) != MAGIC) {
      return "it does not end as a segment does";
    }
    if (buffer.getInt(CHECKED_BYTES) != SegmentLayout.checksum(bytes, CHECKED_BYTES)) {
      return "the checksum of the footer does not match";
    }
    int version = buffer.getInt(CHECKED_BYTES - Integer.BYTES);
    if (version != VERSION) {
      return "format version " + version + " is unknown, the known version is " + VERSION;
    }
    if (!SegmentLayout.isBlockSize(of(bytes).blockBytes)) {
      return "no block has " + of(bytes).blockBytes + " bytes";
    }
    return "";
  }

  /** Returns the footer of bytes that have {@linkplain #problemOf no problem}. */
  static SegmentFooter of(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new SegmentFooter(
        buffer.getLong(),
        buffer.getLong(),
        buffer.getLong(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt());
  }

  /** Returns where the content lies. */
  SegmentLayout layout() {
    return new SegmentLayout(blockBytes);
  }

  /** Returns the offset of the sparse index. */
  long indexOffset() {
    return layout().endOfBlocks(contentLength);
  }

  /** Returns the offset of the key filter. */
  long filterOffset() {
    return indexOffset() + indexLength;
  }

  /** Returns the length of the file. */
  long fileLength() {
    return filterOffset() + FilterPages.length(filterBuckets) + BYTES;
  }
}
