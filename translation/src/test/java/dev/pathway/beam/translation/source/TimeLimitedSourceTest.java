// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.compat.ReadLimits;
import dev.pathway.beam.translation.fixture.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TimeLimitedSourceTest {
  private static final AtomicInteger OPENED = new AtomicInteger();
  private static final AtomicInteger CLOSED = new AtomicInteger();
  private static final AtomicInteger FINALISED = new AtomicInteger();

  private final JobContext job = Jobs.create();

  @BeforeEach
  void reset() {
    OPENED.set(0);
    CLOSED.set(0);
    FINALISED.set(0);
  }

  @Test
  void limits_ofATransform_areItsOwn() {
    Numbers numbers = new Numbers(0, 1, 0);

    ReadLimits<Long> both =
        ReadLimits.of(
            Read.from(numbers).withMaxNumRecords(7).withMaxReadTime(Duration.standardHours(1)));
    ReadLimits<Long> time = ReadLimits.of(Read.from(numbers).withMaxReadTime(Duration.millis(1)));

    assertThat(both.source()).isInstanceOf(Numbers.class);
    assertThat(both.maxNumRecords()).isEqualTo(7);
    assertThat(both.maxReadTime()).isEqualTo(Duration.standardHours(1));
    assertThat(time.maxNumRecords()).isEqualTo(Long.MAX_VALUE);
    assertThat(ReadLimits.of(Read.from(numbers).withMaxNumRecords(7)).maxReadTime()).isNull();
  }

  @Test
  void splits_manyParts_oneForEachWorker() throws Exception {
    assertThat(source(new Numbers(0, 1, 0), 25_000, null).splits(job, 2)).hasSize(2);
    assertThat(source(new Numbers(0, 1, 0), 25_000, null).splits(job, 8)).hasSize(3);
    assertThat(source(new Numbers(0, 1, 0), 10, null).splits(job, 8)).hasSize(1);
  }

  @Test
  void read_limitedRecords_readsSoManyOfAllPartsTogether() throws Exception {
    TimeLimitedSource source = source(new Numbers(0, Long.MAX_VALUE, 0), 25_000, null);

    List<Long> read = new ArrayList<>();
    for (Split split : source.splits(job, 2)) {
      read.addAll(values(split));
    }

    assertThat(read).hasSize(25_000);
    assertThat(OPENED).hasValue(3);
    assertThat(FINALISED).hasValue(3);
    assertThat(CLOSED).hasValue(3);
    // The parts start a million apart, and the first has the record that three do not divide.
    List<Long> expected =
        LongStream.concat(
                LongStream.range(0, 8_334),
                LongStream.concat(
                    LongStream.range(1_000_000, 1_008_333), LongStream.range(2_000_000, 2_008_333)))
            .boxed()
            .toList();
    assertThat(read.stream().sorted().toList()).isEqualTo(expected);
  }

  @Test
  void read_severalParts_inTurn() throws Exception {
    TimeLimitedSource source = source(new Numbers(0, Long.MAX_VALUE, 0), 25_000, null);
    SplitReader reader = source.splits(job, 1).get(0).open(job);

    List<Long> parts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      assertThat(reader.advance()).isTrue();
      parts.add(value(reader) / 1_000_000);
    }
    reader.close();

    assertThat(parts.subList(0, 3)).containsExactlyInAnyOrder(0L, 1L, 2L);
    assertThat(parts.subList(3, 6)).isEqualTo(parts.subList(0, 3));
    assertThat(FINALISED).hasValue(0);
    assertThat(CLOSED).hasValue(3);
  }

  @Test
  void read_limitedTime_readsWhatThereIsAndEndsThen() throws Exception {
    TimeLimitedSource source = source(new Numbers(0, 5, 0), Long.MAX_VALUE, Duration.millis(300));
    long start = System.nanoTime();

    List<Long> read = values(source.splits(job, 1).get(0));

    assertThat(read).hasSize(5 * 100);
    assertThat(System.nanoTime() - start)
        .isBetween(TimeUnit.MILLISECONDS.toNanos(300), TimeUnit.SECONDS.toNanos(10));
    assertThat(FINALISED).hasValue(100);
    assertThat(CLOSED).hasValue(100);
  }

  @Test
  void read_recordsThatComeLater_areWaitedFor() throws Exception {
    TimeLimitedSource source = source(new Numbers(0, 10, 200), 10, null);

    assertThat(values(source.splits(job, 1).get(0))).hasSize(10);
  }

  @Test
  void read_noTimeOrNoRecords_readsNothing() throws Exception {
    assertThat(values(source(new Numbers(0, 5, 0), 100, Duration.ZERO).splits(job, 1).get(0)))
        .isEmpty();
    assertThat(values(source(new Numbers(0, 5, 0), 0, null).splits(job, 1).get(0))).isEmpty();
    assertThat(OPENED).hasValue(0);
  }

  @Test
  void element_ofReader_hasTimestampAndRecordId() throws Exception {
    SplitReader reader = source(new Numbers(7, 8, 0), 1, null).splits(job, 1).get(0).open(job);

    assertThat(reader.advance()).isTrue();

    WindowedValue<?> element = (WindowedValue<?>) reader.element();
    assertThat(element.getTimestamp()).isEqualTo(Instant.ofEpochMilli(7));
    ValueWithRecordId<?> record = (ValueWithRecordId<?>) element.getValue();
    assertThat(record.getValue()).isEqualTo(7L);
    assertThat(record.getId()).containsExactly(7);
    assertThat(reader.giveAway()).isEmpty();
    assertThat(reader.advance()).isFalse();
  }

  @Test
  void read_interrupted_stopsWaiting() throws Exception {
    SplitReader reader = source(new Numbers(0, 0, 0), 10, null).splits(job, 1).get(0).open(job);

    Thread.currentThread().interrupt();

    assertThatThrownBy(reader::advance).isInstanceOf(InterruptedException.class);
    reader.close();
    assertThat(CLOSED).hasValue(1);
    assertThat(FINALISED).hasValue(0);
  }

  private static TimeLimitedSource source(
      Numbers numbers, long maxNumRecords, @Nullable Duration maxReadTime) {
    return new TimeLimitedSource(
        new ReadLimits<>(numbers, maxNumRecords, maxReadTime),
        "Read",
        new SerializablePipelineOptions(PipelineOptionsFactory.create()));
  }

  private List<Long> values(Split split) throws Exception {
    List<Long> values = new ArrayList<>();
    SplitReader reader = split.open(job);
    try {
      while (reader.advance()) {
        values.add(value(reader));
      }
    } finally {
      reader.close();
    }
    return values;
  }

  private static long value(SplitReader reader) throws Exception {
    return (Long)
        ((ValueWithRecordId<?>) ((WindowedValue<?>) reader.element()).getValue()).getValue();
  }

  /** Numbers in order, after which nothing comes any more. */
  private static final class Numbers extends UnboundedSource<Long, Numbers.Mark> {
    private static final long serialVersionUID = 1L;

    private final long start;
    private final long count;
    private final long delayMillis;

    Numbers(long start, long count, long delayMillis) {
      this.start = start;
      this.count = count;
      this.delayMillis = delayMillis;
    }

    @Override
    public List<Numbers> split(int desired, PipelineOptions options) {
      return LongStream.range(0, desired)
          .mapToObj(i -> new Numbers(start + i * 1_000_000, count, delayMillis))
          .toList();
    }

    @Override
    public UnboundedReader<Long> createReader(PipelineOptions options, @Nullable Mark mark) {
      OPENED.incrementAndGet();
      return new Reader();
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      throw new UnsupportedOperationException("nothing is stored");
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    /** Counts. */
    static final class Mark implements CheckpointMark {
      @Override
      public void finalizeCheckpoint() {
        FINALISED.incrementAndGet();
      }
    }

    private final class Reader extends UnboundedReader<Long> {
      private final long opened = System.nanoTime();
      private long read;

      @Override
      public boolean start() {
        return advance();
      }

      @Override
      public boolean advance() {
        boolean late = System.nanoTime() - opened < TimeUnit.MILLISECONDS.toNanos(delayMillis);
        if (read == count || late) {
          return false;
        }
        read++;
        return true;
      }

      @Override
      public Long getCurrent() {
        if (read == 0) {
          throw new NoSuchElementException();
        }
        return start + read - 1;
      }

      @Override
      public byte[] getCurrentRecordId() {
        return new byte[] {getCurrent().byteValue()};
      }

      @Override
      public Instant getCurrentTimestamp() {
        return Instant.ofEpochMilli(getCurrent());
      }

      @Override
      public Instant getWatermark() {
        return BoundedWindow.TIMESTAMP_MIN_VALUE;
      }

      @Override
      public CheckpointMark getCheckpointMark() {
        return new Mark();
      }

      @Override
      public UnboundedSource<Long, ?> getCurrentSource() {
        return Numbers.this;
      }

      @Override
      public void close() throws IOException {
        CLOSED.incrementAndGet();
      }
    }
  }
}
