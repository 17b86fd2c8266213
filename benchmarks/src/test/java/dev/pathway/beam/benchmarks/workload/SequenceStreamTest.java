// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SequenceStreamTest {

  private static final long FUTURE = Long.MAX_VALUE / 10_000;

  private final PipelineOptions options = PipelineOptionsFactory.create();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 200})
  void split_anyNumber_coversTheIndexesOnce(int splits) throws IOException {
    List<Long> read = new ArrayList<>();
    for (UnboundedSource<Long, SequenceStream.Position> split :
        stream(Pace.AT_ONCE, index -> index, 100).split(splits, options)) {
      SequenceReader<Long> reader = reader(split, null);
      while (reader.advance()) {
        read.add(reader.getCurrent());
      }
      assertThat(reader.getWatermark()).isEqualTo(BoundedWindow.TIMESTAMP_MAX_VALUE);
    }

    assertThat(read).containsExactlyInAnyOrderElementsOf(LongStream.range(0, 100).boxed().toList());
  }

  @Test
  void createReader_fromAPosition_goesOnThere() {
    UnboundedSource<Long, SequenceStream.Position> split =
        stream(Pace.AT_ONCE, index -> index, 100).split(2, options).get(1);
    SequenceReader<Long> first = reader(split, null);
    first.advance();

    SequenceReader<Long> second = reader(split, first.getCheckpointMark());

    assertThat(second.advance()).isTrue();
    assertThat(second.getCurrent()).isEqualTo(3);
  }

  @Test
  void getWatermark_atOnce_isTheTimeOfTheNextElement() {
    SequenceReader<Long> reader = reader(stream(Pace.AT_ONCE, index -> FUTURE * index, 100), null);

    reader.advance();

    assertThat(reader.getCurrentTimestamp().getMillis()).isZero();
    assertThat(reader.getWatermark().getMillis()).isEqualTo(FUTURE);
  }

  @Test
  void advance_byClock_givesNothingAheadOfTime() {
    SequenceReader<Long> reader = reader(stream(Pace.BY_CLOCK, index -> FUTURE * index, 100), null);
    long before = System.currentTimeMillis();

    assertThat(reader.advance()).isTrue();
    assertThat(reader.advance()).isFalse();
    assertThat(reader.getWatermark().getMillis()).isBetween(before, System.currentTimeMillis());
    assertThatThrownBy(reader::getCurrent).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void getWatermark_byClockStanding_staysAtTheLastElement() {
    SequenceReader<Long> reader =
        reader(stream(Pace.BY_CLOCK_STANDING, index -> 5 + FUTURE * index, 100), null);

    assertThat(reader.advance()).isTrue();
    assertThat(reader.advance()).isFalse();
    assertThat(reader.getWatermark().getMillis()).isEqualTo(5);
  }

  @Test
  void advance_stepwise_waitsForTheWatermark() {
    SequenceStream<Long> stream = stream(Pace.STEPWISE, index -> index / 2, 4);
    assertThat(stream.split(2, options)).hasSize(1);
    SequenceReader<Long> reader = reader(stream, null);
    List<Long> watermarks = new ArrayList<>();

    List<Integer> elements = new ArrayList<>();
    do {
      int count = 0;
      while (reader.advance()) {
        count++;
      }
      elements.add(count);
      watermarks.add(reader.getWatermark().getMillis());
    } while (watermarks.get(watermarks.size() - 1) < FUTURE);

    assertThat(elements).containsExactly(0, 2, 2);
    assertThat(watermarks).containsExactly(0L, 1L, BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis());
  }

  private static SequenceStream<Long> stream(Pace pace, SequenceStream.Times times, long size) {
    return SequenceStream.of(index -> index, times, pace, VarLongCoder.of(), size);
  }

  private SequenceReader<Long> reader(
      UnboundedSource<Long, SequenceStream.Position> source,
      SequenceStream.@Nullable Position position) {
    return (SequenceReader<Long>) ((SequenceStream<Long>) source).createReader(options, position);
  }
}
