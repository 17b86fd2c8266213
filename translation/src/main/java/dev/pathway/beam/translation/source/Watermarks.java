// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.EventTime;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Beam's watermarks as the engine's. */
final class Watermarks {
  private Watermarks() {}

  /** Returns the engine's watermark for Beam's, whose ends of time are the engine's. */
  static long millis(Instant watermark) {
    if (!watermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      return EventTime.END;
    }
    return watermark.isAfter(BoundedWindow.TIMESTAMP_MIN_VALUE)
        ? watermark.getMillis()
        : EventTime.START;
  }
}
