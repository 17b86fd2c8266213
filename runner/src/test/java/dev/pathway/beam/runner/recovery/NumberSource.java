// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.recovery;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The numbers from 0, each with as many milliseconds as its timestamp, dealt out to splits; no
 * faster than some in a millisecond. They end below the number that a file says, once it is there.
 */
final class NumberSource extends UnboundedSource<Long, NumberSource.Mark> {
  private static final long serialVersionUID = 1L;

  private static final long ASK_NANOS = 20_000_000;

  private final int splits;
  private final int split;
  private final String end;
  private final double perMilli;

  NumberSource(int splits, String end, double perMilli) {
    this(splits, -1, end, perMilli);
  }

  private NumberSource(int splits, int split, String end, double perMilli) {
    this.splits = splits;
    this.split = split;
    this.end = end;
    this.perMilli = perMilli;
  }

  /** The number to be read next. */
  record Mark(long next) implements UnboundedSource.CheckpointMark, Serializable {
    @Override
    public void finalizeCheckpoint() {}
  }

  @Override
  public List<NumberSource> split(int desired, PipelineOptions options) {
    return IntStream.range(0, splits)
        .mapToObj(each -> new NumberSource(splits, each, end, perMilli))
        .toList();
  }

  @Override
  public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
    return new Reader(this, mark == null ? split : mark.next());
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  private static final class Reader extends UnboundedReader<Long> {
    private final NumberSource source;
    private final long first;
    private final long start = System.nanoTime();
    private long next;
    private long count = Long.MAX_VALUE;
    private long asked;

    Reader(NumberSource source, long next) {
      this.source = source;
      this.next = next;
      first = next;
    }

    @Override
    public boolean start() {
      return advance();
    }

    @Override
    public boolean advance() {
      double allowed = (System.nanoTime() - start) / 1e6 * source.perMilli;
      ask();
      if (next >= count || next - first > allowed * source.splits) {
        return false;
      }
      next += source.splits;
      return true;
    }

    private void ask() {
      long now = System.nanoTime();
      Path end = Path.of(source.end);
      if (count == Long.MAX_VALUE && now - asked > ASK_NANOS) {
        asked = now;
        try {
          count = Files.exists(end) ? Long.parseLong(Files.readString(end)) : count;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }

    @Override
    public Long getCurrent() {
      if (next == first) {
        throw new NoSuchElementException("not at an element");
      }
      return next - source.splits;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(getCurrent());
    }

    @Override
    public Instant getWatermark() {
      return next >= count ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(next);
    }

    @Override
    public Mark getCheckpointMark() {
      return new Mark(next);
    }

    @Override
    public NumberSource getCurrentSource() {
      return source;
    }

    @Override
    public void close() {}
  }
}
