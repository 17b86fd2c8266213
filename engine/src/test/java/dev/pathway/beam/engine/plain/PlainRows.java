// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements are {@link Row}s. */
public final class PlainRows implements RowModel {
  @Override
  @SuppressWarnings("unchecked") // The windows column only ever holds what unpack put there.
  public Object element(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    return new Row(value, timestamp, (List<Window>) windows);
  }

  @Override
  public void unpack(Object element, RowSink sink) {
    Row row = (Row) element;
    sink.accept(row.value(), row.timestamp(), row.windows(), null, null);
  }
}
