// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import java.time.InstantSource;

/** What time it is for the keys of a step. One thread only. */
final class StepTime {
  private final InstantSource clock;
  private long inputWatermark = EventTime.START;
  private long outputWatermark = EventTime.START;

  StepTime(InstantSource clock) {
    this.clock = clock;
  }

  long inputWatermark() {
    return inputWatermark;
  }

  void advance(long watermark) {
    inputWatermark = Math.max(inputWatermark, watermark);
  }

  /** Returns how far event time has come for whoever reads the step's outputs. */
  long outputWatermark() {
    return outputWatermark;
  }

  /** Says what holds event time back from now on. */
  void release(long hold) {
    outputWatermark = Math.max(outputWatermark, Math.min(inputWatermark, hold));
  }

  long processingTime() {
    return clock.millis();
  }
}
