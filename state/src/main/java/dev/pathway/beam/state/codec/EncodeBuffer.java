// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A reusable buffer that values are encoded into, of any size.
 *
 * <p>What is small lies in one array, {@link #array}. What is larger continues in chunks, so that a
 * value of 100 MB is neither copied while the buffer grows nor needs one array of its size. The
 * chunks are given up when the buffer is cleared. Thread-confined.
 */
public final class EncodeBuffer extends OutputStream {
  private static final int FIRST_BYTES = 64;
  private static final int CHUNK_BYTES = 1 << 16;

  private final List<byte[]> fullChunks = new ArrayList<>();
  private byte[] chunk = new byte[FIRST_BYTES];
  private int used;

  /** Takes the encoded bytes, chunk by chunk. */
  @FunctionalInterface
  public interface Sink {
    /** Takes a part of the bytes; the array must not be kept or changed. */
    void accept(byte[] bytes, int offset, int length) throws IOException;
  }

  /** Empties the buffer. */
  public void clear() {
    used = 0;
    if (!fullChunks.isEmpty()) {
      chunk = fullChunks.get(0);
      fullChunks.clear();
    }
  }

  /** Encodes a value behind what the buffer holds and returns this. */
  public <T> EncodeBuffer encode(Codec<T> codec, T value) throws IOException {
    codec.encode(value, this);
    return this;
  }

  /** Returns the number of bytes in the buffer. */
  public long size() {
    return (long) fullChunks.size() * CHUNK_BYTES + used;
  }

  /** Returns whether all bytes are in {@link #array}. */
  public boolean isContiguous() {
    return fullChunks.isEmpty();
  }

  /**
   * Returns the array that holds all bytes, from its start, while the buffer {@linkplain
   * #isContiguous is contiguous}.
   */
  public byte[] array() {
    if (!isContiguous()) {
      throw new IllegalStateException("The buffer holds " + size() + " bytes in several chunks");
    }
    return chunk;
  }

  /** Returns a copy of all bytes. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[Math.toIntExact(size())];
    int at = 0;
    for (byte[] full : fullChunks) {
      System.arraycopy(full, 0, bytes, at, CHUNK_BYTES);
      at += CHUNK_BYTES;
    }
    System.arraycopy(chunk, 0, bytes, at, used);
    return bytes;
  }

  /** Hands all bytes to the sink, in order. */
  public void writeTo(Sink sink) throws IOException {
    for (byte[] full : fullChunks) {
      sink.accept(full, 0, CHUNK_BYTES);
    }
    sink.accept(chunk, 0, used);
  }

  /** Returns a stream over all bytes; the buffer must not change while it is read. */
  public ChunkedInput openInput() {
    return new BufferInput();
  }

  @Override
  public void write(int value) {
    if (used == chunk.length) {
      makeRoom(1);
    }
    chunk[used++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    int at = offset;
    int left = length;
    while (left > chunk.length - used) {
      if (chunk.length == CHUNK_BYTES) {
        int room = CHUNK_BYTES - used;
        System.arraycopy(source, at, chunk, used, room);
        used = CHUNK_BYTES;
        at += room;
        left -= room;
      }
      makeRoom(left);
    }
    System.arraycopy(source, at, chunk, used, left);
    used += left;
  }

  /**
   * Enlarges the chunk by the bytes wanted, as far as chunks go; a full chunk of the largest size
   * is put away for a new one.
   */
  private void makeRoom(int wanted) {
    if (used == CHUNK_BYTES) {
      fullChunks.add(chunk);
      chunk = new byte[CHUNK_BYTES];
      used = 0;
    } else {
      long capacity = Math.max(2L * chunk.length, (long) used + wanted);
      chunk = Arrays.copyOf(chunk, (int) Math.min(CHUNK_BYTES, capacity));
    }
  }

  private final class BufferInput extends ChunkedInput {
    private int nextFull;

    @Override
    protected boolean nextChunk() {
      if (nextFull < fullChunks.size()) {
        setChunk(fullChunks.get(nextFull++), 0, CHUNK_BYTES);
        return true;
      }
      if (nextFull == fullChunks.size()) {
        nextFull++;
        setChunk(chunk, 0, used);
        return true;
      }
      return false;
    }
  }
}
