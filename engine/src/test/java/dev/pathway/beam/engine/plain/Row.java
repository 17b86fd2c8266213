// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An element: a value with its time and windows; no windows stand for the global one. */
public record Row(@Nullable Object value, long timestamp, @Nullable List<Window> windows)
    implements Serializable {
  /** Returns the row of a value at time 0 in the global window. */
  public static Row of(@Nullable Object value) {
    return new Row(value, 0, null);
  }

  /** Returns this row with another value. */
  public Row with(@Nullable Object newValue) {
    return new Row(newValue, timestamp, windows);
  }
}
