// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.codec.Codec;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How operators that group by window read and make windows. Windows are compared with {@code
 * equals}.
 */
public interface WindowModel extends Serializable {
  /**
   * Returns whether all rows are in one and the same window, so that it need not be part of any
   * key.
   */
  boolean single();

  /** Returns the windows of a row one by one; {@code windows} is the column's content. */
  Iterable<Object> each(@Nullable Object windows);

  /** Returns the column's content for a row in the given window only. */
  @Nullable Object of(Object window);

  /**
   * Returns whether a group's timestamp depends on its rows' marks, and not on its window alone.
   */
  boolean marked();

  /**
   * Returns the mark that a row contributes to its group, from which the group's timestamp is made.
   */
  long mark(long timestamp, Object window);

  /** Returns the mark of two groups taken together: the lesser of any two, or the greater. */
  long mergeMarks(long left, long right);

  /**
   * Returns the timestamp of a group's result in milliseconds; the mark of a row with it is {@code
   * mark} again.
   */
  long outputTimestamp(Object window, long mark);

  /**
   * Returns the event time, in milliseconds, after which a window is complete: it fires once the
   * watermark has passed it, and later rows are dropped.
   */
  long end(Object window);

  /** Says that rows were dropped since they came after their window's end. */
  default void dropped(JobContext job, String step, long rows) {}

  /** Returns the pane column of a group's result. */
  @Nullable Object resultPane();

  /** Returns the codec of windows. */
  Codec<Object> codec();
}
