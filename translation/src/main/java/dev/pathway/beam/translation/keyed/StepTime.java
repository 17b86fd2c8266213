// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import java.time.InstantSource;

/** What time it is for the keys of a step. One thread only. */
final class StepTime {
  private final InstantSource clock;
  private long inputWatermark = EventTime.START;

  StepTime(InstantSource clock) {
    this.clock = clock;
  }

  long inputWatermark() {
    return inputWatermark;
  }

  void advance(long watermark) {
    inputWatermark = Math.max(inputWatermark, watermark);
  }

  long processingTime() {
    return clock.millis();
  }
}
