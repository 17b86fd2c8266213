// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Rows as bytes that hold all there is to them, and back. One thread only. */
final class ElementBytes {
  private final RowModel rows;
  private final Codec<Object> codec;
  private final EncodeBuffer buffer = new EncodeBuffer();

  ElementBytes(RowModel rows, Codec<Object> codec) {
    this.rows = rows;
    this.codec = codec;
  }

  /** Returns the bytes of a row, behind a prefix. */
  byte[] of(byte[] prefix, Frame frame, int row) throws IOException {
    Object element =
        rows.element(
            frame.value(row),
            frame.timestamp(row),
            frame.windows(row),
            frame.pane(row),
            frame.extras(row));
    buffer.clear();
    buffer.write(prefix, 0, prefix.length);
    buffer.encode(codec, element);
    return buffer.toByteArray();
  }

  /** Returns the element in bytes, from an index on. */
  Object element(byte[] bytes, int from) throws IOException {
    return codec.decode(new ByteArrayInputStream(bytes, from, bytes.length - from));
  }
}
