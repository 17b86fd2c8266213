// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.time;

import dev.pathway.beam.engine.spi.EventTime;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Beam's event times as the engine's and back: their ends differ. */
public final class EventTimes {
  private static final long FIRST = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long LAST = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private EventTimes() {}

  /** Returns the engine's time for a watermark or hold. */
  public static long millis(Instant time) {
    long millis = time.getMillis();
    if (millis >= LAST) {
      return EventTime.END;
    }
    return millis <= FIRST ? EventTime.START : millis;
  }

  /** Returns the hold of an element with a timestamp in milliseconds: the last one holds too. */
  public static long hold(long timestamp) {
    return Math.min(timestamp, LAST - 1);
  }

  /** Returns the time that is so many milliseconds earlier; the ends of time stay what they are. */
  public static long before(long time, long millis) {
    if (time == EventTime.END) {
      return time;
    }
    long earlier = time - millis;
    return earlier > time ? EventTime.START : earlier;
  }

  /** Returns Beam's time for a watermark. */
  public static Instant instant(long time) {
    if (time >= LAST) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    return time <= FIRST ? BoundedWindow.TIMESTAMP_MIN_VALUE : Instant.ofEpochMilli(time);
  }
}
