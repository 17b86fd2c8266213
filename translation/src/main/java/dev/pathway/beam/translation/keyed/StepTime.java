// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.state.TimeDomain;

/** What time it is for the keys of a step. One thread only. */
final class StepTime {
  private final JobContext job;
  private long inputWatermark = EventTime.START;
  private long outputWatermark = EventTime.START;

  StepTime(JobContext job) {
    this.job = job;
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
    return job.clock().millis();
  }

  /** Returns the time, of the clock or of events, that must have passed for a timer to fire. */
  long due(TimerData timer) {
    long time = timer.getTimestamp().getMillis();
    return timer.getDomain() == TimeDomain.SYNCHRONIZED_PROCESSING_TIME
        ? time + job.synchronizationLag()
        : time;
  }
}
