// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** What time it is for the keys of a step. One thread only. */
final class StepTime {
  /** No clock gets there, and what is added to it is still a number. */
  private static final long LAST_TIME = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private final JobContext job;
  private long inputWatermark = EventTime.START;
  private long outputWatermark = EventTime.START;
  private boolean draining;
  private long skipped;
  private int round;

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

  /**
   * Says that the input has ended and that nobody waits for processing time any more, which {@link
   * #skipTo goes on} by itself.
   */
  void drain() {
    draining = true;
  }

  boolean draining() {
    return draining;
  }

  /** Returns the processing time: that of the job's clock, and what was skipped. */
  long processingTime() {
    return job.clock().millis() + skipped;
  }

  /** Returns what the job's clock shows at a processing time. */
  long clockTime(long processingTime) {
    return processingTime - skipped;
  }

  /** Has processing time be at once what it will be when the job's clock shows a time. */
  void skipTo(long clockTime) {
    skipped += Math.max(0, clockTime - job.clock().millis());
  }

  /** Says that a timer fires, of which follows what is set from now on. */
  void enter(KeyTimer timer) {
    round = draining ? timer.round() + 1 : 0;
  }

  /** Returns how many timers fired one because of the other since the input has ended. */
  int round() {
    return round;
  }

  /** Returns the time, of the clock or of events, that must have passed for a timer to fire. */
  long due(TimerData timer) {
    long time = timer.getTimestamp().getMillis();
    return switch (timer.getDomain()) {
      case EVENT_TIME -> time;
      case PROCESSING_TIME -> Math.min(time, LAST_TIME);
      case SYNCHRONIZED_PROCESSING_TIME -> Math.min(time, LAST_TIME) + job.synchronizationLag();
    };
  }
}
