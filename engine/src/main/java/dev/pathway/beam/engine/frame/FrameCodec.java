// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.frame;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one edge as bytes, and back. One thread only.
 *
 * <p>Format: the number of rows, their epoch, whether diffs follow, then for each row its diff, if
 * so, and the element with all it carries. Identities of keys are not sent: the reader gets them
 * from the keys.
 */
public final class FrameCodec {
  private final RowModel rows;
  private final Codec<Object> elements;
  private final Weigher weigher;
  private final @Nullable KeyModel keys;
  private final EncodeBuffer buffer = new EncodeBuffer();

  /**
   * Creates the codec of an edge.
   *
   * @param rows how elements and columns correspond
   * @param elements the codec of the edge's elements
   * @param weigher sizes of the values
   * @param keys how keys are read, or null if the edge is not by key
   */
  public FrameCodec(
      RowModel rows, Codec<Object> elements, Weigher weigher, @Nullable KeyModel keys) {
    this.rows = rows;
    this.elements = elements;
    this.weigher = weigher;
    this.keys = keys;
  }

  /** Returns a frame in bytes. */
  public byte[] encode(Frame frame) throws IOException {
    buffer.clear();
    boolean diffs = hasDiffs(frame);
    buffer.encode(BasicCodecs.integers(), frame.size());
    buffer.encode(BasicCodecs.longs(), frame.epoch());
    buffer.write(diffs ? 1 : 0);
    for (int row = 0; row < frame.size(); row++) {
      if (diffs) {
        buffer.encode(BasicCodecs.integers(), frame.diff(row));
      }
      buffer.encode(
          elements,
          rows.element(
              frame.value(row),
              frame.timestamp(row),
              frame.windows(row),
              frame.pane(row),
              frame.extras(row)));
    }
    return buffer.toByteArray();
  }

  private static boolean hasDiffs(Frame frame) {
    for (int row = 0; row < frame.size(); row++) {
      if (frame.diff(row) != 1) {
        return true;
      }
    }
    return false;
  }

  /** Returns the frame in bytes. */
  public Frame decode(byte[] bytes) throws IOException {
    ArrayInput in = new ArrayInput(bytes);
    int size = BasicCodecs.integers().decode(in);
    FrameBuilder builder = new FrameBuilder(0, weigher);
    builder.epoch(BasicCodecs.longs().decode(in));
    boolean diffs = in.read() == 1;
    for (int row = 0; row < size; row++) {
      int diff = diffs ? BasicCodecs.integers().decode(in) : 1;
      rows.unpack(elements.decode(in), sink(builder, diff));
    }
    return builder.build();
  }

  private RowSink sink(FrameBuilder builder, int diff) {
    KeyModel model = keys;
    if (model == null) {
      return (value, timestamp, windows, pane, extras) -> {
        boolean ignored = builder.append(value, timestamp, windows, pane, extras, diff);
      };
    }
    return (value, timestamp, windows, pane, extras) -> {
      boolean ignored =
          builder.appendKeyed(model.identity(value), value, timestamp, windows, pane, extras, diff);
    };
  }
}
