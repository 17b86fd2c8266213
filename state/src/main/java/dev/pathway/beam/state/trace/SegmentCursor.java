// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pairs in a segment whose record keys have a prefix, as {@link PairWriter} wrote them; keys
 * are given without the prefix. Holds one block in memory. Thread-confined.
 */
final class SegmentCursor implements SeekableCursor {
  private final Opening opening;
  private final byte[] prefix;
  private @Nullable SegmentReader reader;

  /** Whether the reader is at a record of the prefix that has not been given out. */
  private boolean isAhead;

  private byte @Nullable [] key;
  private byte @Nullable [] value;
  private long weight;

  /** Bytes of the record's payload behind the value; 0 if that is its last. */
  private long leftInRecord;

  /** Gives the segment, once it is needed. */
  @FunctionalInterface
  interface Opening {
    Segment segment() throws IOException;
  }

  SegmentCursor(Opening opening, byte[] prefix) {
    this.opening = opening;
    this.prefix = prefix;
  }

  /** Returns a cursor over all records. */
  static SegmentCursor overAll(Segment segment) {
    return new SegmentCursor(() -> segment, new byte[0]);
  }

  @Override
  public boolean seek(byte[] target) throws IOException {
    seekCeiling(target);
    if (peek() && isAt(target)) {
      key = target.clone();
      return true;
    }
    return false;
  }

  @Override
  public void seekCeiling(byte[] target) throws IOException {
    byte[] recordKey = PairWriter.recordKey(prefix, target);
    key = null;
    value = null;
    leftInRecord = 0;
    SegmentReader records = openReader();
    isAhead = records.seekCeiling(recordKey, recordKey.length) && hasPrefix(records);
  }

  @Override
  public boolean nextKey() throws IOException {
    value = null;
    leftInRecord = 0;
    if (reader == null) {
      seekCeiling(new byte[0]);
    }
    while (peek()) {
      if (key == null || !isAt(key)) {
        SegmentReader records = openReader();
        key = Arrays.copyOfRange(records.key(), prefix.length, records.keyLength());
        return true;
      }
      isAhead = false;
    }
    key = null;
    return false;
  }

  @Override
  public boolean nextValue() throws IOException {
    if (leftInRecord == 0 && peek() && isAt(key())) {
      leftInRecord = openReader().payloadLength();
      isAhead = false;
    }
    if (leftInRecord > 0) {
      readPair(openReader().payloadInput());
      return true;
    }
    value = null;
    return false;
  }

  /** Writes what there is of the key, of which nothing has been read. */
  void copyRecords(byte[] recordKey, PairWriter out) throws IOException {
    byte[] copied = key();
    while (peek() && isAt(copied)) {
      SegmentReader records = openReader();
      isAhead = false;
      out.copyRecord(recordKey, records.payloadLength(), records.payloadInput());
    }
  }

  @Override
  public byte[] key() {
    if (key == null) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return key;
  }

  @Override
  public byte[] value() {
    if (value == null) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return value;
  }

  @Override
  public long weight() {
    value();
    return weight;
  }

  /** Makes the reader be at the next record of the prefix; returns whether there is one. */
  private boolean peek() throws IOException {
    if (!isAhead && key != null) {
      SegmentReader records = openReader();
      isAhead = records.next() && hasPrefix(records);
    }
    return isAhead;
  }

  private boolean hasPrefix(SegmentReader records) {
    return records.keyLength() >= prefix.length
        && Arrays.equals(records.key(), 0, prefix.length, prefix, 0, prefix.length);
  }

  private boolean isAt(byte[] wanted) throws IOException {
    SegmentReader records = openReader();
    return Arrays.equals(
        records.key(), prefix.length, records.keyLength(), wanted, 0, wanted.length);
  }

  private void readPair(ChunkedInput in) throws IOException {
    long isMore = in.readVarint();
    long unsigned = in.readVarint();
    long left = leftInRecord - Varint.length(isMore) - Varint.length(unsigned);
    long length = isMore == 0 ? left : isMore - 1;
    byte[] bytes = new byte[Math.toIntExact(Math.min(length, left))];
    if (length > left || in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
      throw new EOFException("The record ends within a value");
    }
    leftInRecord = left - length;
    weight = Varint.toSigned(unsigned);
    value = bytes;
  }

  private SegmentReader openReader() throws IOException {
    if (reader == null) {
      reader = opening.segment().read();
    }
    return reader;
  }
}
