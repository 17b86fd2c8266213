// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads one split of a {@link SequenceStream}. */
final class SequenceReader<T> extends UnboundedSource.UnboundedReader<T> {

  private final SequenceStream<T> source;
  private long next;
  private long currentTime;
  private long toldTime = Long.MIN_VALUE;
  private @Nullable T current;

  SequenceReader(SequenceStream<T> source, long next) {
    this.source = source;
    this.next = next;
    currentTime = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  }

  @Override
  public boolean start() {
    return advance();
  }

  @Override
  public boolean advance() {
    if (next >= source.size() || !isThere()) {
      current = null;
      return false;
    }
    current = source.at(next);
    currentTime = source.timeAt(next);
    next += source.step();
    return true;
  }

  private boolean isThere() {
    return switch (source.pace()) {
      case AT_ONCE -> true;
      case BY_CLOCK, BY_CLOCK_STANDING -> source.timeAt(next) <= System.currentTimeMillis();
      case STEPWISE -> source.timeAt(next) <= toldTime;
    };
  }

  @Override
  public T getCurrent() {
    if (current == null) {
      throw new NoSuchElementException(source + " has no element before " + next);
    }
    return current;
  }

  @Override
  public Instant getCurrentTimestamp() {
    return Instant.ofEpochMilli(currentTime);
  }

  @Override
  public Instant getWatermark() {
    if (next >= source.size()) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE;
    }
    toldTime = watermark();
    return Instant.ofEpochMilli(toldTime);
  }

  private long watermark() {
    return switch (source.pace()) {
      case AT_ONCE, STEPWISE -> source.timeAt(next);
      case BY_CLOCK -> Math.min(source.timeAt(next), System.currentTimeMillis());
      case BY_CLOCK_STANDING -> currentTime;
    };
  }

  @Override
  public SequenceStream.Position getCheckpointMark() {
    return new SequenceStream.Position(next);
  }

  @Override
  public SequenceStream<T> getCurrentSource() {
    return source;
  }

  @Override
  public void close() {}
}
