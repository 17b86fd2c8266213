// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded source of numbers, in parts that each have so many, with the number itself as
 * timestamp. It keeps what it is told for the test that made it.
 */
final class UnboundedNumbers extends UnboundedSource<Long, UnboundedNumbers.Mark> {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Told> ALL = new ConcurrentHashMap<>();

  /** How a source behaves. */
  enum Trait {
    /** There is never an end of it. */
    ENDLESS,
    /** It has all of its numbers at once and nothing afterwards, without saying so. */
    THEN_IDLE,
    /** It gives each number twice, with the same id. */
    TWICE,
    /** Its watermark goes back. */
    WATERMARK_GOES_BACK,
    /** Of each part, it gives ten numbers only. */
    READS_TEN,
    /** It knows how much each part has yet to read: a byte for each number. */
    SPLIT_BACKLOG,
    /** It knows how much all parts together have yet to read: always a thousand bytes. */
    TOTAL_BACKLOG,
    /** It has timestamps beyond those there are. */
    TIMESTAMP_OUT_OF_RANGE
  }

  /** What all readers of a source were told. */
  static final class Told {
    final AtomicInteger splits = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicLong read = new AtomicLong();
    final AtomicLong finalized = new AtomicLong();
  }

  private final String id;
  private final int parts;
  private final int part;
  private final long numbers;
  private final List<Trait> traits;

  private UnboundedNumbers(String id, int parts, int part, long numbers, List<Trait> traits) {
    this.id = id;
    this.parts = parts;
    this.part = part;
    this.numbers = numbers;
    this.traits = new ArrayList<>(traits);
  }

  /** Returns a source of so many parts with so many numbers each. */
  static UnboundedNumbers of(int parts, long numbers, Trait... traits) {
    return new UnboundedNumbers(UUID.randomUUID().toString(), parts, 0, numbers, List.of(traits));
  }

  /** Returns what the source was told. */
  Told told() {
    return ALL.computeIfAbsent(id, key -> new Told());
  }

  private boolean is(Trait trait) {
    return traits.contains(trait);
  }

  @Override
  public List<UnboundedNumbers> split(int desired, PipelineOptions options) {
    told().splits.set(desired);
    List<UnboundedNumbers> all = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      all.add(new UnboundedNumbers(id, parts, i, numbers, traits));
    }
    return all;
  }

  @Override
  public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
    told().open.incrementAndGet();
    return new Reader(this);
  }

  @Override
  public Coder<Mark> getCheckpointMarkCoder() {
    return SerializableCoder.of(Mark.class);
  }

  @Override
  public Coder<Long> getOutputCoder() {
    return VarLongCoder.of();
  }

  @Override
  public boolean requiresDeduping() {
    return is(Trait.TWICE);
  }

  /** That so many records more were read. */
  static final class Mark implements CheckpointMark, Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final long records;

    Mark(String id, long records) {
      this.id = id;
      this.records = records;
    }

    @Override
    public void finalizeCheckpoint() {
      ALL.computeIfAbsent(id, key -> new Told()).finalized.addAndGet(records);
    }
  }

  private static final class Reader extends UnboundedReader<Long> {
    private final UnboundedNumbers source;
    private final Counter counter = Metrics.counter("source", "read");
    private long read;
    private long unmarked;
    private int watermarks;

    Reader(UnboundedNumbers source) {
      this.source = source;
    }

    private long steps() {
      return source.is(Trait.TWICE) ? 2 * source.numbers : source.numbers;
    }

    @Override
    public boolean start() throws IOException {
      return advance();
    }

    @Override
    public boolean advance() throws IOException {
      if (!source.is(Trait.ENDLESS) && read == (source.is(Trait.READS_TEN) ? 10 : steps())) {
        return false;
      }
      read++;
      unmarked++;
      counter.inc();
      source.told().read.incrementAndGet();
      return true;
    }

    private long number(long index) {
      return (source.is(Trait.TWICE) ? index / 2 : index) * source.parts + source.part;
    }

    @Override
    public Long getCurrent() {
      return number(read - 1);
    }

    @Override
    public Instant getCurrentTimestamp() {
      return source.is(Trait.TIMESTAMP_OUT_OF_RANGE)
          ? BoundedWindow.TIMESTAMP_MAX_VALUE.plus(Duration.millis(1))
          : Instant.ofEpochMilli(getCurrent());
    }

    @Override
    public byte[] getCurrentRecordId() {
      return ByteBuffer.allocate(Long.BYTES).putLong(getCurrent()).array();
    }

    @Override
    public Instant getWatermark() {
      watermarks++;
      if (source.is(Trait.WATERMARK_GOES_BACK) && watermarks < 3) {
        return Instant.ofEpochMilli(1000 - 10L * watermarks);
      }
      boolean ended = read == steps() && source.traits.stream().noneMatch(this::lasts);
      return ended ? BoundedWindow.TIMESTAMP_MAX_VALUE : Instant.ofEpochMilli(number(read));
    }

    private boolean lasts(Trait trait) {
      return trait == Trait.ENDLESS || trait == Trait.THEN_IDLE;
    }

    @Override
    public Mark getCheckpointMark() {
      Mark mark = new Mark(source.id, unmarked);
      unmarked = 0;
      return mark;
    }

    @Override
    public long getSplitBacklogBytes() {
      return source.is(Trait.SPLIT_BACKLOG)
          ? source.numbers - Math.min(read, source.numbers)
          : BACKLOG_UNKNOWN;
    }

    @Override
    public long getTotalBacklogBytes() {
      return source.is(Trait.TOTAL_BACKLOG) ? 1000 : BACKLOG_UNKNOWN;
    }

    @Override
    public UnboundedNumbers getCurrentSource() {
      return source;
    }

    @Override
    public void close() {
      source.told().open.decrementAndGet();
    }
  }
}
