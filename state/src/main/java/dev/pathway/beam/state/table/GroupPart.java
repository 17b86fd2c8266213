// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.SegmentSlice;
import java.io.DataInputStream;
import java.io.IOException;

/**
 * What one run has of a group: the payload of its record, which is the mark (8 bytes), the number
 * of values (varint), the values.
 *
 * @param mark the merged mark of these values
 * @param size the number of these values
 * @param values the encodings of the values, strung together
 */
record GroupPart(long mark, long size, SegmentSlice values) {

  /** Makes the buffer hold what comes before the values in a payload, and nothing else. */
  static void writeHeader(EncodeBuffer buffer, long mark, long size) throws IOException {
    buffer.clear();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      buffer.write((int) (mark >>> shift));
    }
    Varint.write(size, buffer);
  }

  /** Returns the part that a payload holds. */
  static GroupPart read(SegmentSlice payload) throws IOException {
    DataInputStream in = new DataInputStream(payload.open());
    long mark = in.readLong();
    long size = Varint.read(in);
    return new GroupPart(mark, size, payload.dropFirst(Long.BYTES + Varint.length(size)));
  }
}
