// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Writes pairs into a segment. A record has a prefix and a key as its key, and as its payload the
 * values of the key: for each a varint that is 0 for the last one of the record, else its length
 * plus 1; its weight, as a varint; its bytes. A key whose values take more than a kilobyte has
 * several records. Thread-confined.
 */
final class PairWriter {
  private static final int RECORD_BYTES = 1 << 10;
  private static final int MAX_HEADER_BYTES = 2 * Varint.MAX_BYTES;

  private final SegmentWriter out;
  private final Progress progress;
  private final byte[] header = new byte[MAX_HEADER_BYTES];

  /** Values of the record that is to be written next, but for the last one. */
  private final byte[] gathered = new byte[RECORD_BYTES];

  private int used;

  /** Is told of what is written. */
  @FunctionalInterface
  interface Progress {
    /** Takes no notice. */
    Progress NONE = (out, recordKey, rest) -> {};

    /**
     * Called after each record, with its key and how many more bytes there are; may wait, or throw
     * to end the writing.
     */
    void wrote(SegmentWriter out, byte[] recordKey, long rest) throws IOException;
  }

  PairWriter(SegmentWriter out) {
    this(out, Progress.NONE);
  }

  PairWriter(SegmentWriter out, Progress progress) {
    this.out = out;
    this.progress = progress;
  }

  /** Returns the key of the record of a pair. */
  static byte[] recordKey(byte[] prefix, byte[] key) {
    if (prefix.length == 0) {
      return key;
    }
    byte[] recordKey = Arrays.copyOf(prefix, prefix.length + key.length);
    System.arraycopy(key, 0, recordKey, prefix.length, key.length);
    return recordKey;
  }

  /** Writes all pairs. */
  void writeAll(PairCursor pairs) throws IOException {
    while (pairs.nextKey()) {
      writeKey(pairs.key(), pairs);
    }
  }

  /** Writes all pairs of the key that a cursor is at. */
  void writeKey(byte[] recordKey, PairCursor pairs) throws IOException {
    pairs.nextValue();
    boolean isLast;
    do {
      byte[] value = pairs.value();
      long weight = Varint.fromSigned(pairs.weight());
      isLast = !pairs.nextValue();
      if (isLast || !gather(value, weight)) {
        writeRecord(recordKey, value, weight);
      }
    } while (!isLast);
  }

  /**
   * Writes a record that a writer has written before.
   *
   * @param payload starts with the record's payload
   */
  void copyRecord(byte[] recordKey, long payloadLength, ChunkedInput payload) throws IOException {
    out.append(recordKey, 0, recordKey.length, payloadLength);
    for (long left = payloadLength; left > 0; ) {
      int part = (int) Math.min(left, gathered.length);
      if (payload.readNBytes(gathered, 0, part) < part) {
        throw new EOFException("The segment ends within a record");
      }
      out.write(gathered, 0, part);
      left -= part;
    }
    progress.wrote(out, recordKey, payloadLength);
  }

  /** Adds a value to those of the next record; returns whether there was room. */
  private boolean gather(byte[] value, long weight) {
    if (used + MAX_HEADER_BYTES + value.length > gathered.length) {
      return false;
    }
    used = Varint.write(value.length + 1L, gathered, used);
    used = Varint.write(weight, gathered, used);
    System.arraycopy(value, 0, gathered, used, value.length);
    used += value.length;
    return true;
  }

  private void writeRecord(byte[] recordKey, byte[] lastValue, long weight) throws IOException {
    header[0] = 0;
    int headerLength = Varint.write(weight, header, 1);
    long payloadLength = (long) used + headerLength + lastValue.length;
    out.append(recordKey, 0, recordKey.length, payloadLength);
    out.write(gathered, 0, used);
    out.write(header, 0, headerLength);
    out.write(lastValue, 0, lastValue.length);
    used = 0;
    progress.wrote(out, recordKey, payloadLength);
  }
}
