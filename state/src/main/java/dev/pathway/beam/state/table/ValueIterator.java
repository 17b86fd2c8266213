// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Decodes values from a stream that holds nothing else.
 *
 * @param <V> the type of the values
 */
final class ValueIterator<V extends @Nullable Object> implements Iterator<V> {
  private final Codec<V> codec;
  private final ChunkedInput in;
  private long left;

  ValueIterator(Codec<V> codec, ChunkedInput in, long size) {
    this.codec = codec;
    this.in = in;
    this.left = size;
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public V next() {
    if (left == 0) {
      throw new NoSuchElementException();
    }
    try {
      V value = codec.decode(in);
      left--;
      if (left == 0 && !in.isAtEnd()) {
        throw new IOException(codec + " does not read all the bytes that it has written");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a value of a group: " + e.getMessage(), e);
    }
  }
}
