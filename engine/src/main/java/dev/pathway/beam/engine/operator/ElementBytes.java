// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.segment.KeyFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Elements as bytes that hold all there is to them, and back. One thread only. */
final class ElementBytes {
  private final RowModel rows;
  private final Codec<Object> codec;
  private final EncodeBuffer buffer = new EncodeBuffer();

  ElementBytes(RowModel rows, Codec<Object> codec) {
    this.rows = rows;
    this.codec = codec;
  }

  /** Returns the identity of a row of the given columns. */
  EncodedIdentity of(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    try {
      return new EncodedIdentity(of(rows.element(value, timestamp, windows, pane, extras)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a row: " + e.getMessage(), e);
    }
  }

  /** Returns the bytes of an element. */
  byte[] of(Object element) throws IOException {
    buffer.clear();
    return buffer.encode(codec, element).toByteArray();
  }

  /** Returns a hash of the bytes of an element. */
  long hash(Object element) throws IOException {
    buffer.clear();
    buffer.encode(codec, element);
    byte[] bytes = buffer.isContiguous() ? buffer.array() : buffer.toByteArray();
    return KeyFilter.hash(bytes, 0, (int) buffer.size());
  }

  /** Returns the element in bytes, from an index on. */
  Object element(byte[] bytes, int from) throws IOException {
    return codec.decode(new ArrayInput(bytes, from));
  }
}
