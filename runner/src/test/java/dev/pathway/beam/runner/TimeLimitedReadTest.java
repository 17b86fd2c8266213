// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Unbounded sources that are read for a limited time. */
final class TimeLimitedReadTest {
  @Test
  void run_limitedTimeAndManySplits_takesThatTimeOnce() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Long> gathered = new Gathered<>();
    pipeline
        .apply(
            GenerateSequence.from(0)
                .withRate(100, Duration.standardSeconds(1))
                .withMaxReadTime(Duration.standardSeconds(1)))
        .apply(Count.globally())
        .apply(gathered);
    long start = System.nanoTime();

    pipeline.run();

    assertThat(gathered.elements())
        .singleElement()
        .satisfies(count -> assertThat(count).isPositive());
    assertThat(System.nanoTime() - start)
        .isBetween(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(15));
  }

  @Test
  void run_sourceThatAsksForIt_dropsRecordsReadTwice() {
    Pipeline pipeline = Pipelines.create();
    Gathered<Integer> gathered = new Gathered<>();
    pipeline.apply(Read.from(new Repeating()).withMaxNumRecords(20)).apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  /** Every number twice, with the number as the record's id. */
  private static final class Repeating extends UnboundedSource<Integer, Repeating.Mark> {
    private static final long serialVersionUID = 1L;

    /** Marks nothing. */
    static final class Mark implements CheckpointMark, Serializable {
      private static final long serialVersionUID = 1L;

      @Override
      public void finalizeCheckpoint() {}
    }

    @Override
    public List<Repeating> split(int desired, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public UnboundedReader<Integer> createReader(PipelineOptions options, @Nullable Mark mark) {
      return new Reader();
    }

    @Override
    public Coder<Mark> getCheckpointMarkCoder() {
      return SerializableCoder.of(Mark.class);
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }

    @Override
    public boolean requiresDeduping() {
      return true;
    }

    private final class Reader extends UnboundedReader<Integer> {
      private int read;

      @Override
      public boolean start() {
        return true;
      }

      @Override
      public boolean advance() {
        read++;
        return true;
      }

      @Override
      public Integer getCurrent() {
        return read / 2;
      }

      @Override
      public byte[] getCurrentRecordId() {
        return new byte[] {getCurrent().byteValue()};
      }

      @Override
      public Instant getCurrentTimestamp() {
        return BoundedWindow.TIMESTAMP_MIN_VALUE;
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
      public UnboundedSource<Integer, ?> getCurrentSource() {
        return Repeating.this;
      }

      @Override
      public void close() {}
    }
  }
}
