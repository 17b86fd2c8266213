// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
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

  /** Separator {@code i} lies in {@link #bytes} from {@code starts[i]} to {@code ends[i]}. */
  private final int[] starts;

  private final int[] ends;
  private final byte[] bytes;

  private SparseIndex(long[] positions, int[] starts, int[] ends, byte[] bytes) {
    this.positions = positions;
    this.starts = starts;
    this.ends = ends;
    this.bytes = bytes;
  }

  /**
   * Returns a position such that no record before it has a key equal to the given one or greater.
   */
  long positionFor(byte[] key, int length) {
    int low = 0;
    int high = positions.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(bytes, starts[middle], ends[middle], key, 0, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : positions[low - 1];
  }

  /** Reads what {@link Builder#encode} wrote; the array must not change any more. */
  static SparseIndex decode(byte[] bytes) {
    // By index, as the virtual machine may have just started: a stream is slow before it is
    // compiled.
    int entries = (int) Varint.at(bytes, 0);
    int at = Varint.length(entries);
    long[] positions = new long[entries];
    int[] starts = new int[entries];
    int[] ends = new int[entries];
    long position = 0;
    for (int i = 0; i < entries; i++) {
      long distance = Varint.at(bytes, at);
      at += Varint.length(distance);
      position += distance;
      positions[i] = position;
      int length = (int) Varint.at(bytes, at);
      at += Varint.length(length);
      starts[i] = at;
      at += length;
      ends[i] = at;
    }
    return new SparseIndex(positions, starts, ends, bytes);
  }

  /** Collects the entries while a segment is written; keeps a limited number, evenly spread. */
  static final class Builder {
    private static final int MAX_SEPARATOR_BYTES = 256;

    private final SegmentLayout layout;
    private final int maxEntries;
    private long[] positions = new long[16];
    private byte[][] separators = new byte[16][];
    private int entries;
    private long blockStride = 1;
    private long duePosition;

    Builder(SegmentLayout layout, int maxEntries) {
      this.layout = layout;
      this.maxEntries = maxEntries;
      this.duePosition = layout.positionOf(1);
    }

    /** Returns whether the index can do with an entry for a record that starts at the position. */
    boolean isDue(long position) {
      return position >= duePosition;
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
      duePosition = layout.positionOf(layout.blockOf(position) + blockStride);
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
