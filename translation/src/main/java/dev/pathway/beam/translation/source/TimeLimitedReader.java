// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.metrics.StepMetrics;
import dev.pathway.beam.translation.source.TimeLimitedSource.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.BackOff;
import org.apache.beam.sdk.util.FluentBackoff;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of an unbounded source in turn, a record of each. A part ends, and its checkpoint is
 * finalised, when enough records were read of it, or when it has no record to give and the time is
 * up: as long as it has some, they are read, as Beam's own transform does.
 */
final class TimeLimitedReader implements SplitReader {
  private static final FluentBackoff BACKOFF =
      FluentBackoff.DEFAULT
          .withInitialBackoff(Duration.millis(10))
          .withMaxBackoff(Duration.standardSeconds(10));

  private final StepMetrics metrics;
  private final @Nullable Long endNanos;
  private final List<Reading> readings = new ArrayList<>();
  private int turn;
  private @Nullable Reading current;

  TimeLimitedReader(
      List<Part> parts,
      @Nullable Duration maxReadTime,
      PipelineOptions options,
      StepMetrics metrics)
      throws IOException {
    this.metrics = metrics;
    boolean nothing = maxReadTime != null && maxReadTime.getMillis() == 0;
    endNanos =
        maxReadTime == null
            ? null
            : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxReadTime.getMillis());
    MetricsContainer previous = metrics.enter();
    boolean complete = false;
    try {
      for (Part part : parts) {
        if (!nothing && part.maxNumRecords() > 0) {
          readings.add(new Reading(reader(part.source(), options), part.maxNumRecords()));
        }
      }
      complete = true;
    } finally {
      metrics.leave(previous);
      if (!complete) {
        close();
      }
    }
  }

  private static UnboundedReader<?> reader(UnboundedSource<?, ?> source, PipelineOptions options)
      throws IOException {
    return SerializableUtils.clone(source).createReader(options, null);
  }

  @Override
  public boolean advance() throws IOException, InterruptedException {
    MetricsContainer previous = metrics.enter();
    try {
      current = next();
      return current != null;
    } finally {
      metrics.leave(previous);
    }
  }

  /**
   * Returns a part that is at a record not read before, waiting for one if need be; null when all
   * parts ended.
   */
  private @Nullable Reading next() throws IOException, InterruptedException {
    while (true) {
      long now = System.nanoTime();
      long wait = Long.MAX_VALUE;
      for (int asked = 0, all = readings.size(); asked < all && !readings.isEmpty(); asked++) {
        turn = turn + 1 < readings.size() ? turn + 1 : 0;
        Reading reading = readings.get(turn);
        switch (reading.poll(now)) {
          case AVAILABLE -> {
            return reading;
          }
          case WAITING -> wait = Math.min(wait, reading.retryNanos - now);
          case ENDED -> {
            readings.remove(turn);
            turn--;
            reading.finish();
          }
        }
      }
      if (readings.isEmpty()) {
        return null;
      }
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  @Override
  public Object element() {
    Reading reading = current;
    if (reading == null) {
      throw new IllegalStateException("the reader is not at an element");
    }
    UnboundedReader<?> reader = reading.reader;
    return WindowedValues.timestampedValueInGlobalWindow(
        new ValueWithRecordId<>(reader.getCurrent(), reader.getCurrentRecordId()),
        reader.getCurrentTimestamp());
  }

  /** The readers of unbounded sources cannot be split. */
  @Override
  public Optional<Split> giveAway() {
    return Optional.empty();
  }

  /**
   * Closes the parts that did not end, without finalising anything: there are some only after a
   * failure.
   */
  @Override
  public void close() throws IOException {
    MetricsContainer previous = metrics.enter();
    try {
      IOException failure = null;
      for (Reading reading : readings) {
        try {
          reading.reader.close();
        } catch (IOException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
      readings.clear();
      if (failure != null) {
        throw failure;
      }
    } finally {
      metrics.leave(previous);
      metrics.commit();
    }
  }

  private enum Outcome {
    AVAILABLE,
    WAITING,
    ENDED
  }

  /** A part that is being read. */
  private final class Reading {
    private final UnboundedReader<?> reader;
    private long left;
    private boolean started;
    private @Nullable BackOff backoff;
    private long retryNanos;

    Reading(UnboundedReader<?> reader, long maxNumRecords) {
      this.reader = reader;
      left = maxNumRecords;
    }

    Outcome poll(long now) throws IOException {
      if (left == 0) {
        return Outcome.ENDED;
      }
      BackOff waiting = backoff;
      if (waiting == null) {
        boolean available = started ? reader.advance() : reader.start();
        started = true;
        if (available) {
          left--;
          return Outcome.AVAILABLE;
        }
        waiting = BACKOFF.backoff();
        backoff = waiting;
      } else if (now - retryNanos < 0) {
        return Outcome.WAITING;
      }
      if (endNanos != null && now - endNanos >= 0) {
        return Outcome.ENDED;
      }
      if (reader.advance()) {
        backoff = null;
        left--;
        return Outcome.AVAILABLE;
      }
      return await(now, waiting);
    }

    private Outcome await(long now, BackOff waiting) throws IOException {
      long millis = waiting.nextBackOffMillis();
      if (millis == BackOff.STOP) {
        return Outcome.ENDED;
      }
      long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
      retryNanos = now + (endNanos == null ? nanos : Math.min(nanos, endNanos - now));
      return Outcome.WAITING;
    }

    void finish() throws IOException {
      try (reader) {
        reader.getCheckpointMark().finalizeCheckpoint();
      }
    }
  }
}
