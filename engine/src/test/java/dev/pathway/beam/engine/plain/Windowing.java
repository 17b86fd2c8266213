// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The global window, or those that rows carry; a group's timestamp is that of its earliest row or
 * its window's end.
 */
public enum Windowing implements WindowModel {
  GLOBAL,
  /** Results at the end of their window. */
  AT_END,
  /** Results at their earliest row. */
  EARLIEST;

  @Override
  public boolean single() {
    return this == GLOBAL;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Iterable<Object> each(@Nullable Object windows) {
    return windows == null ? List.of(Window.GLOBAL) : (List<Object>) windows;
  }

  @Override
  public @Nullable Object of(Object window) {
    return window.equals(Window.GLOBAL) ? null : List.of((Window) window);
  }

  @Override
  public boolean marked() {
    return this == EARLIEST;
  }

  @Override
  public long mark(long timestamp, Object window) {
    return this == EARLIEST ? timestamp : 0;
  }

  @Override
  public long mergeMarks(long left, long right) {
    return Math.min(left, right);
  }

  @Override
  public long outputTimestamp(Object window, long mark) {
    return this == EARLIEST ? mark : ((Window) window).lastTimestamp();
  }

  @Override
  public long end(Object window) {
    return ((Window) window).lastTimestamp();
  }

  @Override
  public @Nullable Object resultPane() {
    return null;
  }

  @Override
  public Codec<Object> codec() {
    return PlainCodec.codec();
  }

  /** Returns the windows of a size, one every {@code period}, that a timestamp falls into. */
  public static List<Window> sliding(long timestamp, long size, long period) {
    List<Window> windows = new ArrayList<>();
    for (long start = Math.floorDiv(timestamp, period) * period;
        start > timestamp - size;
        start -= period) {
      windows.add(new Window(start, start + size));
    }
    return windows;
  }
}
