// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.StreamReader;
import dev.pathway.beam.translation.metrics.StepMetrics;
import dev.pathway.beam.translation.time.EventTimes;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one split of an unbounded source. */
final class UnboundedSplitReader implements StreamReader {
  /** A source may have to ask a server. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(UnboundedSplitReader.class);

  private final UnboundedReader<?> reader;
  private final Coder<CheckpointMark> markCoder;
  private final boolean withIds;
  private final String stepName;
  private final StepMetrics metrics;
  private final Consumer<UnboundedReader<?>> backlog;
  private long lastReport = System.nanoTime() - REPORT_NANOS;
  private @Nullable CheckpointMark told;
  private boolean started;
  private boolean uncommitted;
  private boolean wentBack;
  private Instant lastWatermark = BoundedWindow.TIMESTAMP_MIN_VALUE;

  /**
   * Creates the reading of a split.
   *
   * @param reader reads it; not started
   * @param markCoder coder of its marks
   * @param withIds whether elements come with the ids of their records
   * @param stepName the full name of the transform
   * @param metrics what user code reports to
   * @param backlog reports what is left to read, now and then
   */
  @SuppressWarnings("unchecked") // marks are the reader's own
  UnboundedSplitReader(
      UnboundedReader<?> reader,
      Coder<? extends CheckpointMark> markCoder,
      boolean withIds,
      String stepName,
      StepMetrics metrics,
      Consumer<UnboundedReader<?>> backlog) {
    this.reader = reader;
    this.markCoder = (Coder<CheckpointMark>) markCoder;
    this.withIds = withIds;
    this.stepName = stepName;
    this.metrics = metrics;
    this.backlog = backlog;
  }

  @Override
  public boolean advance() throws IOException {
    MetricsContainer previous = metrics.enter();
    try {
      boolean available = started ? reader.advance() : reader.start();
      started = true;
      uncommitted |= available;
      return available;
    } finally {
      metrics.leave(previous);
    }
  }

  @Override
  public Object element() {
    MetricsContainer previous = metrics.enter();
    try {
      Instant timestamp = timestamp();
      if (!withIds) {
        return WindowedValues.timestampedValueInGlobalWindow(reader.getCurrent(), timestamp);
      }
      return WindowedValues.timestampedValueInGlobalWindow(
          new ValueWithRecordId<>(reader.getCurrent(), reader.getCurrentRecordId()), timestamp);
    } finally {
      metrics.leave(previous);
    }
  }

  private Instant timestamp() {
    Instant timestamp = reader.getCurrentTimestamp();
    if (timestamp == null
        || timestamp.isBefore(BoundedWindow.TIMESTAMP_MIN_VALUE)
        || timestamp.isAfter(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      throw new IllegalStateException(
          "The source of '"
              + stepName
              + "' gave an element the timestamp "
              + timestamp
              + ", which must be from "
              + BoundedWindow.TIMESTAMP_MIN_VALUE
              + " to "
              + BoundedWindow.TIMESTAMP_MAX_VALUE);
    }
    return timestamp;
  }

  @Override
  public long watermark() {
    MetricsContainer previous = metrics.enter();
    try {
      Instant watermark = reader.getWatermark();
      if (watermark == null) {
        throw new IllegalStateException("The source of '" + stepName + "' has no watermark: null");
      }
      if (watermark.isBefore(lastWatermark)) {
        warnOnce(watermark);
      } else {
        lastWatermark = watermark;
      }
      reportBacklog();
      return EventTimes.millis(lastWatermark);
    } finally {
      metrics.leave(previous);
    }
  }

  private void reportBacklog() {
    long now = System.nanoTime();
    boolean ended = !lastWatermark.isBefore(BoundedWindow.TIMESTAMP_MAX_VALUE);
    if (started && (ended || now - lastReport >= REPORT_NANOS)) {
      lastReport = now;
      backlog.accept(reader);
    }
  }

  /** What came in between is late already: the watermark that was told stays. */
  private void warnOnce(Instant watermark) {
    if (!wentBack) {
      wentBack = true;
      LOG.warn(
          "The watermark of a source of '{}' went back from {} to {}, which is ignored: what it"
              + " reads before {} is late",
          stepName,
          lastWatermark,
          watermark,
          lastWatermark);
    }
  }

  @Override
  public void committed() throws IOException {
    if (!uncommitted) {
      return;
    }
    uncommitted = false;
    MetricsContainer previous = metrics.enter();
    try {
      // All that was read was handed over: the mark of this moment covers nothing else.
      reader.getCheckpointMark().finalizeCheckpoint();
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }

  @Override
  public byte @Nullable [] mark() throws IOException {
    if (!started) {
      // Some readers have no place before they start.
      return null;
    }
    MetricsContainer previous = metrics.enter();
    try {
      CheckpointMark mark = reader.getCheckpointMark();
      told = mark;
      return CoderUtils.encodeToByteArray(markCoder, mark);
    } finally {
      metrics.leave(previous);
    }
  }

  @Override
  public void markCommitted() throws IOException {
    CheckpointMark mark = told;
    if (mark == null) {
      return;
    }
    told = null;
    MetricsContainer previous = metrics.enter();
    try {
      mark.finalizeCheckpoint();
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }

  @Override
  public void close() throws IOException {
    MetricsContainer previous = metrics.enter();
    try {
      reader.close();
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }
}
