// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

/** A stream over a part of an array; unlike that of the JDK it takes no lock for each byte. */
public final class ArrayInput extends ChunkedInput {
  /** Creates a stream over a whole array, which must not change while it is read. */
  public ArrayInput(byte[] bytes) {
    this(bytes, 0);
  }

  /** Creates a stream over an array from an index on. */
  public ArrayInput(byte[] bytes, int from) {
    setChunk(bytes, from, bytes.length);
  }

  @Override
  protected boolean nextChunk() {
    return false;
  }
}
