// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.plan.CollectionSpec.CodecSpec;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/**
 * Encodes windowed values with all they carry: Beam's coder leaves out what a source knows a record
 * by, and whether it came about by draining.
 *
 * <p>Format: a byte that says which of them follow, the record's id, its offset, the value as Beam
 * encodes it; or, of an element as sources give them, another byte and the bare value.
 */
public final class ElementCodec implements Codec<Object> {
  private static final int RECORD_ID = 1;
  private static final int RECORD_OFFSET = 2;
  private static final int DRAIN = 4;

  /** Before the value of an element at the least time, in the global window, of no pane. */
  private static final int BARE = 8;

  private final Coder<WindowedValue<Object>> coder;
  private final Coder<Object> values;

  private ElementCodec(Coder<WindowedValue<Object>> coder, Coder<Object> values) {
    this.coder = coder;
    this.values = values;
  }

  /** Returns a serialisable source of codecs for values and windows of the given coders. */
  @SuppressWarnings(
      "unchecked") // the engine hands back what came from where the coder was declared
  public static CodecSpec spec(Coder<?> values, Coder<? extends BoundedWindow> windows) {
    Coder<Object> typed = (Coder<Object>) values;
    Coder<WindowedValue<Object>> full = WindowedValues.getFullCoder(typed, windows);
    return () -> new ElementCodec(full, typed);
  }

  @Override
  @SuppressWarnings("unchecked")
  public void encode(Object element, OutputStream out) throws IOException {
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    String id = row.getRecordId();
    Long offset = row.getRecordOffset();
    if (id == null && offset == null && isBare(row)) {
      out.write(BARE);
      values.encode(row.getValue(), out);
      return;
    }
    out.write(
        (id == null ? 0 : RECORD_ID)
            | (offset == null ? 0 : RECORD_OFFSET)
            | (row.causedByDrain() ? DRAIN : 0));
    if (id != null) {
      BasicCodecs.strings().encode(id, out);
    }
    if (offset != null) {
      BasicCodecs.longs().encode(offset, out);
    }
    coder.encode(row, out);
  }

  private static boolean isBare(WindowedValue<Object> row) {
    return !row.causedByDrain()
        && row.getTimestamp().equals(BoundedWindow.TIMESTAMP_MIN_VALUE)
        && row.getPaneInfo().equals(PaneInfo.NO_FIRING)
        && row.getWindows().size() == 1
        && row.getWindows().iterator().next() == GlobalWindow.INSTANCE;
  }

  @Override
  public Object decode(InputStream in) throws IOException {
    int carried = in.read();
    if (carried < 0) {
      throw new EOFException("an element without a first byte");
    }
    if (carried == BARE) {
      return WindowedValues.valueInGlobalWindow(values.decode(in));
    }
    @Nullable String id = (carried & RECORD_ID) == 0 ? null : BasicCodecs.strings().decode(in);
    @Nullable Long offset = (carried & RECORD_OFFSET) == 0 ? null : BasicCodecs.longs().decode(in);
    WindowedValue<Object> row = coder.decode(in);
    return carried == 0
        ? row
        : WindowedValues.of(
            row.getValue(),
            row.getTimestamp(),
            row.getWindows(),
            row.getPaneInfo(),
            id,
            offset,
            (carried & DRAIN) != 0);
  }
}
