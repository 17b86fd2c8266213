// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import dev.pathway.beam.state.codec.ChunkedInput;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;

/**
 * A place in a segment that moves from record to record.
 *
 * <p>Starts before a record. Holds one block in memory, and the key of the record. Payloads that
 * are not asked for are passed over without reading them. Thread-confined; it needs no closing and
 * fails once its segment is closed.
 */
public final class SegmentReader {
  /** About the heap that a reader takes while keys are short: one block. */
  public static final int HEAP_BYTES = SegmentLayout.BLOCK_BYTES;

  private final Segment segment;
  private final SegmentInput in;
  private long recordPosition;
  private long payloadPosition;
  private long recordEnd;
  private long nextPosition;
  private byte[] key = new byte[32];
  private int keyLength;

  SegmentReader(Segment segment, long position) {
    this.segment = segment;
    this.in = new SegmentInput(segment, position, segment.contentLength());
    this.nextPosition = position;
  }

  /**
   * Moves to the next record; returns whether there is one.
   *
   * @throws DamagedSegmentException if the content is not what was written
   */
  public boolean next() throws IOException {
    recordPosition = nextPosition;
    if (recordPosition >= segment.contentLength()) {
      return false;
    }
    if (recordPosition != in.position()) {
      in.seek(recordPosition);
    }
    try {
      readKey();
      long payloadLength = in.readVarint();
      payloadPosition = in.position();
      if (payloadLength < 0 || payloadLength > segment.contentLength() - payloadPosition) {
        throw segment.notARecord(recordPosition, "no payload has the length " + payloadLength);
      }
      recordEnd = payloadPosition + payloadLength;
      nextPosition = recordEnd;
    } catch (EOFException e) {
      throw segment.notARecord(recordPosition, "the content ends within the record");
    }
    return true;
  }

  /**
   * Moves before a record such that no record before it has the key or a greater one, but not
   * backwards if the record that the reader is at has a smaller key.
   */
  public void seekNear(byte[] key, int length) {
    long near = segment.positionNear(key, length);
    boolean isBehind = recordEnd > recordPosition && compareKey(key, length) < 0;
    nextPosition = isBehind ? Math.max(near, recordEnd) : near;
  }

  /**
   * Moves to the first record whose key is not less than the given one, of those that {@link
   * #seekNear} leaves ahead; returns whether there is one.
   */
  public boolean seekCeiling(byte[] key, int length) throws IOException {
    seekNear(key, length);
    do {
      nextPosition = in.passSmaller(nextPosition, key, length);
      if (!next()) {
        return false;
      }
    } while (compareKey(key, length) < 0);
    return true;
  }

  /** Returns the position at which the record starts, good for {@link Segment#readFrom}. */
  public long position() {
    return recordPosition;
  }

  /**
   * Returns an array that starts with the record's key; it changes with {@link #next} and must not
   * be changed.
   */
  public byte[] key() {
    return key;
  }

  /** Returns the length of the record's key. */
  public int keyLength() {
    return keyLength;
  }

  /** Compares the record's key with another, in the order of the segment. */
  public int compareKey(byte[] other, int otherLength) {
    return Arrays.compareUnsigned(key, 0, keyLength, other, 0, otherLength);
  }

  /** Returns the payload of the record; it stays valid when the reader moves on. */
  public SegmentSlice payload() {
    return new SegmentSlice(
        segment, payloadPosition, payloadLength(), in.blockNumber(), in.block());
  }

  /** Returns the number of bytes of the record's payload. */
  public long payloadLength() {
    return recordEnd - payloadPosition;
  }

  /**
   * Returns a stream that starts with the payload of the record, if that has not been read yet, and
   * goes on behind it. It is the reader's own and valid until the reader moves on.
   */
  public ChunkedInput payloadInput() {
    return in;
  }

  private void readKey() throws IOException {
    long length = in.readVarint();
    if (length < 0 || length > Math.min(Integer.MAX_VALUE - 8, segment.contentLength())) {
      throw segment.notARecord(recordPosition, "no key has the length " + length);
    }
    keyLength = (int) length;
    if (key.length < keyLength) {
      key = new byte[Math.max(keyLength, (int) Math.min(Integer.MAX_VALUE - 8, 2L * key.length))];
    }
    if (in.readNBytes(key, 0, keyLength) < keyLength) {
      throw new EOFException();
    }
  }
}
