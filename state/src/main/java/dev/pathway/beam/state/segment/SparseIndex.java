// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where in a segment to look for a key: some positions of records, each with a separator.
 *
 * <p>Invariant: a separator is greater than all keys before its position and not greater than the
 * key at it. So a key that is not less than the separator lies at or after the position, and any
 * other key lies before it, whichever entries are kept.
 */
final class SparseIndex {
  private final long[] positions;
  private final byte[][] separators;

  private SparseIndex(long[] positions, byte[][] separators) {
    this.positions = positions;
    this.separators = separators;
  }

  /**
   * Returns a position such that no record before it has a key equal to the given one or greater.
   */
  long positionFor(byte[] key, int length) {
    int low = 0;
    int high = positions.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] separator = separators[middle];
      if (Arrays.compareUnsigned(separator, 0, separator.length, key, 0, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : positions[low - 1];
  }

  /** Reads what {@link Builder#encode} wrote. */
  static SparseIndex decode(byte[] bytes) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    int entries = (int) Varint.read(in);
    long[] positions = new long[entries];
    byte[][] separators = new byte[entries][];
    long position = 0;
    for (int i = 0; i < entries; i++) {
      position += Varint.read(in);
      positions[i] = position;
      separators[i] = in.readNBytes((int) Varint.read(in));
    }
    return new SparseIndex(positions, separators);
  }

  /**
   * Collects the entries while a segment is written; keeps at most {@value #MAX_ENTRIES}, evenly
   * spread.
   */
  static final class Builder {
    private static final int MAX_ENTRIES = 1 << 16;
    private static final int MAX_SEPARATOR_BYTES = 256;

    private final int maxEntries;
    private long[] positions = new long[16];
    private byte[][] separators = new byte[16][];
    private int entries;
    private long blockStride = 1;
    private long nextBlock = 1;

    Builder() {
      this(MAX_ENTRIES);
    }

    Builder(int maxEntries) {
      this.maxEntries = maxEntries;
    }

    /** Returns whether the index can do with an entry for a record that starts at the position. */
    boolean isDue(long position) {
      return SegmentLayout.blockOf(position) >= nextBlock;
    }

    /**
     * Adds an entry, unless no short separator exists.
     *
     * @param position where the record starts
     * @param before the key of the record before it
     * @param key the key of the record, not less than the one before
     */
    void add(long position, byte[] before, int beforeLength, byte[] key, int offset, int length) {
      int common = Arrays.mismatch(before, 0, beforeLength, key, offset, offset + length);
      if (common < 0 || common >= MAX_SEPARATOR_BYTES) {
        return;
      }
      if (entries == maxEntries) {
        dropEverySecond();
      }
      if (entries == positions.length) {
        positions = Arrays.copyOf(positions, 2 * entries);
        separators = Arrays.copyOf(separators, 2 * entries);
      }
      positions[entries] = position;
      separators[entries] = Arrays.copyOfRange(key, offset, offset + common + 1);
      entries++;
      nextBlock = SegmentLayout.blockOf(position) + blockStride;
    }

    /**
     * Writes the number of entries, then for each the distance to the position before it and its
     * separator.
     */
    EncodeBuffer encode() throws IOException {
      EncodeBuffer out = new EncodeBuffer();
      Varint.write(entries, out);
      long before = 0;
      for (int i = 0; i < entries; i++) {
        Varint.write(positions[i] - before, out);
        Varint.write(separators[i].length, out);
        out.write(separators[i]);
        before = positions[i];
      }
      return out;
    }

    private void dropEverySecond() {
      int kept = 0;
      for (int i = 1; i < entries; i += 2) {
        positions[kept] = positions[i];
        separators[kept++] = separators[i];
      }
      entries = kept;
      blockStride *= 2;
    }
  }
}
