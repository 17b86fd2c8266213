// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.concurrent.TimeUnit;

/**
 * A window.
 *
 * @param start its first millisecond
 * @param end the one after its last
 */
public record Span(long start, long end) {
  /** The least of all timestamps. */
  public static final long FIRST_TIME = TimeUnit.MICROSECONDS.toMillis(Long.MIN_VALUE);

  /** The one window of all times. It ends a day before the greatest of all timestamps. */
  public static final Span GLOBAL =
      new Span(
          FIRST_TIME,
          TimeUnit.MICROSECONDS.toMillis(Long.MAX_VALUE) - TimeUnit.DAYS.toMillis(1) + 1);

  /** Long after all that sources give. */
  public static final long SOME_TIME = TimeUnit.DAYS.toMillis(400);

  /** Returns whether it is all time, or neither it nor a timestamp is near an end of time. */
  public boolean isEarly(long time) {
    return equals(GLOBAL)
        || Math.max(Math.abs(time), Math.max(Math.abs(start), Math.abs(end))) < SOME_TIME;
  }

  /** Returns the last timestamp in it. */
  public long last() {
    return end - 1;
  }

  /** Returns whether the two have a millisecond in common. */
  boolean intersects(Span other) {
    return start < other.end && other.start < end;
  }

  /** Returns the least window that holds both. */
  Span union(Span other) {
    return new Span(Math.min(start, other.start), Math.max(end, other.end));
  }

  @Override
  public String toString() {
    return equals(GLOBAL) ? "all time" : "[" + start + ".." + end + ")";
  }
}
