// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.translation.saved.WorkerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;

/**
 * What time it is for the keys of a step. In an incremental job processing time begins with 1970
 * for every key and passes only where it is skipped. One thread only.
 */
final class StepTime {
  /** No clock gets there, and what is added to it is still a number. */
  private static final long LAST_TIME = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private static final InstantSource STANDING_STILL = InstantSource.fixed(Instant.EPOCH);

  private static final byte TIME = 't';

  private final JobContext job;
  private final InstantSource clock;
  private long inputWatermark = EventTime.START;
  private long outputWatermark = EventTime.START;
  private @Nullable WorkerEntry entry;
  private boolean draining;
  private long skipped;
  private int round;

  StepTime(JobContext job) {
    this.job = job;
    // What a key puts out must not depend on when it is replayed.
    clock = job.incremental() ? STANDING_STILL : job.clock();
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

  /** Returns the processing time: that of the clock, and what was skipped. */
  long processingTime() {
    return clock.millis() + skipped;
  }

  /** Returns what the clock shows at a processing time. */
  long clockTime(long processingTime) {
    return processingTime - skipped;
  }

  /** Has processing time be at once what it will be when the clock shows a time. */
  void skipTo(long clockTime) {
    skipped += Math.max(0, clockTime - clock.millis());
  }

  /**
   * Goes on with what was saved, by this worker or by others of which it is the successor. How far
   * event time had come in front of the step is not part of it.
   *
   * @param hold the earliest time that a key holds: it may come from a worker that had not released
   *     as much as those whose entries are here
   */
  void restore(StepState state, long hold) throws IOException {
    WorkerEntry own = new WorkerEntry(state, TIME);
    entry = own;
    long released = EventTime.END;
    for (byte[] saved : own.take()) {
      ByteBuffer times = ByteBuffer.wrap(saved);
      released = Math.min(released, times.getLong());
      skipped = Math.max(skipped, times.getLong());
    }
    if (released < EventTime.END) {
      outputWatermark = Math.min(released, hold);
    }
  }

  /** Saves what was released, and by how much processing time is ahead of the clock. */
  void save() throws IOException {
    if (entry != null) {
      entry.save(
          ByteBuffer.allocate(2 * Long.BYTES).putLong(outputWatermark).putLong(skipped).array());
    }
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
