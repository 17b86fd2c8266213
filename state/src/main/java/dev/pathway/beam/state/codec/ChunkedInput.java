// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * A stream over bytes that lie in several arrays, handed over one array at a time and never copied.
 *
 * <p>{@link #read(byte[], int, int)} reads as much as was asked for unless the stream ends.
 * Thread-confined.
 */
public abstract class ChunkedInput extends InputStream {
  private static final byte[] EMPTY = {};

  private byte[] chunk = EMPTY;
  private int next;
  private int end;

  /** Creates a stream without a first chunk. */
  protected ChunkedInput() {}

  /**
   * Sets the next chunk by {@link #setChunk}; called when the chunk before it is used up. Returns
   * whether there was one; it may be empty.
   */
  protected abstract boolean nextChunk() throws IOException;

  /**
   * Makes the range of the array the bytes to be read next. The array must not change while it is
   * read.
   */
  protected final void setChunk(byte[] bytes, int from, int to) {
    chunk = bytes;
    next = from;
    end = to;
  }

  /** Returns the number of bytes left of the chunk. */
  protected final int leftInChunk() {
    return end - next;
  }

  /** Returns whether all bytes have been read. */
  public final boolean isAtEnd() throws IOException {
    return next == end && !fill();
  }

  @Override
  public final int read() throws IOException {
    if (next == end && !fill()) {
      return -1;
    }
    return chunk[next++] & 0xFF;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    int done = 0;
    while (done < length && !isAtEnd()) {
      int count = Math.min(length - done, end - next);
      System.arraycopy(chunk, next, target, offset + done, count);
      next += count;
      done += count;
    }
    return done == 0 && length > 0 ? -1 : done;
  }

  /** Reads a number, as {@link Varint#read} does: at once where it lies in one array. */
  public final long readVarint() throws IOException {
    if (end - next < Varint.MAX_BYTES) {
      return Varint.read(this);
    }
    int at = next;
    int part = chunk[at++];
    long number = part & 0x7F;
    for (int shift = 7; part < 0 && shift < Long.SIZE; shift += 7) {
      part = chunk[at++];
      number |= (part & 0x7FL) << shift;
    }
    if (part < 0) {
      return Varint.read(this);
    }
    next = at;
    return number;
  }

  /** Hands all bytes that are left to the sink. */
  public final void writeTo(EncodeBuffer.Sink sink) throws IOException {
    while (!isAtEnd()) {
      int from = next;
      next = end;
      sink.accept(chunk, from, end - from);
    }
  }

  @Override
  public final long skip(long count) throws IOException {
    long left = count;
    while (left > 0 && !isAtEnd()) {
      int skipped = (int) Math.min(left, end - next);
      next += skipped;
      left -= skipped;
    }
    return Math.max(0, count - left);
  }

  /** Returns the number of bytes left of the chunk, zero only at the end of the stream. */
  @Override
  public final int available() throws IOException {
    return isAtEnd() ? 0 : end - next;
  }

  private boolean fill() throws IOException {
    while (next == end) {
      if (!nextChunk()) {
        return false;
      }
    }
    return true;
  }
}
