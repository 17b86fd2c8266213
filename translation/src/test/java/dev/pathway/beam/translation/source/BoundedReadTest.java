// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.Split;
import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.translation.fixture.Jobs;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.OffsetBasedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class BoundedReadTest {
  private final JobContext job = Jobs.create();

  @ParameterizedTest
  @CsvSource({
    // bytes, workers, desired bytes of a split
    "0, 1, 65536",
    "1000000, 2, 65536",
    "16000000, 2, 1000000",
    "16000000, 1, 2000000",
    "16000000, 100, 65536",
    "9000000000000000000, 4, 281250000000000000"
  })
  void splits_sourceOfSomeSize_anEighthOfAWorkersShareButNotTiny(
      long bytes, int workers, long expected) throws Exception {
    Sized source = new Sized(bytes);

    List<Split> splits = read(source).splits(job, workers);

    assertThat(splits).hasSize(1);
    assertThat(source.desired).isEqualTo(expected);
  }

  @Test
  void element_ofReader_hasItsTimestampInTheGlobalWindow() throws Exception {
    SplitReader reader = open(new Numbers(7, 8));

    assertThat(reader.advance()).isTrue();
    assertThat(reader.element())
        .isEqualTo(WindowedValues.timestampedValueInGlobalWindow(7L, Instant.ofEpochMilli(7)));
    assertThat(reader.advance()).isFalse();
  }

  @Test
  void giveAway_atTheLastElementAndTheEnd_nothing() throws Exception {
    SplitReader reader = open(new Numbers(0, 2));

    assertThat(reader.advance()).isTrue();
    assertThat(reader.advance()).isTrue();
    assertThat(reader.giveAway()).isEmpty();
    assertThat(reader.advance()).isFalse();
    assertThat(reader.giveAway()).isEmpty();
  }

  @Test
  void giveAway_middleOfWhatIsLeft_halfOfIt() throws Exception {
    List<Long> mine = new ArrayList<>();
    List<Long> theirs = new ArrayList<>();
    SplitReader reader = open(new Numbers(0, 100));
    for (int i = 0; i < 20; i++) {
      assertThat(reader.advance()).isTrue();
      mine.add(value(reader));
    }

    Split rest = reader.giveAway().orElseThrow();
    readAll(reader, mine);
    readAll(rest.open(job), theirs);

    assertThat(mine).hasSizeBetween(55, 65).doesNotContainAnyElementsOf(theirs);
    assertThat(mine.size() + theirs.size()).isEqualTo(100);
  }

  @Test
  void giveAway_readerThatDoesNotKnowItsProgress_nothing() throws Exception {
    assertThat(open(new Sized(1)).giveAway()).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** Readers take turns at random and give away parts at random: each number is read once. */
  @ParameterizedTest
  @MethodSource("seeds")
  void giveAway_atRandom_noElementIsLostOrDoubled(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    long size = random.nextLong(0, 2_000);
    List<Long> read = new ArrayList<>();
    Deque<Split> waiting = new ArrayDeque<>(read(new Numbers(0, size)).splits(job, 2));
    List<SplitReader> open = new ArrayList<>();

    while (!waiting.isEmpty() || !open.isEmpty()) {
      Split next = open.isEmpty() || random.nextInt(20) == 0 ? waiting.poll() : null;
      if (next != null) {
        open.add(next.open(job));
      }
      int turn = random.nextInt(open.size());
      SplitReader reader = open.get(turn);
      int advances = random.nextInt(30);
      boolean ended = false;
      for (int i = 0; i < advances && !ended; i++) {
        ended = !reader.advance();
        if (!ended) {
          read.add(value(reader));
        }
      }
      if (ended) {
        reader.close();
        open.remove(turn);
      } else if (advances > 0 && random.nextBoolean()) {
        reader.giveAway().ifPresent(waiting::add);
      }
    }

    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, size).boxed().toList());
  }

  @Test
  void splits_sourceThatFails_failsWithItsException() {
    assertThatThrownBy(() -> read(new Sized(-1)).splits(job, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("no size");
  }

  private static BoundedRead read(BoundedSource<?> source) {
    return new BoundedRead(
        source, "step", new SerializablePipelineOptions(PipelineOptionsFactory.create()));
  }

  private SplitReader open(BoundedSource<?> source) throws Exception {
    return read(source).splits(job, 1).get(0).open(job);
  }

  private static void readAll(SplitReader reader, List<Long> values) throws Exception {
    while (reader.advance()) {
      values.add(value(reader));
    }
    reader.close();
  }

  private static long value(SplitReader reader) throws Exception {
    return (Long) ((WindowedValue<?>) reader.element()).getValue();
  }

  /** The numbers of a range, each with itself as timestamp. */
  private static final class Numbers extends OffsetBasedSource<Long> {
    Numbers(long start, long end) {
      super(start, end, 1);
    }

    @Override
    public long getBytesPerOffset() {
      return 1;
    }

    @Override
    public long getMaxEndOffset(PipelineOptions options) {
      return getEndOffset();
    }

    @Override
    public Coder<Long> getOutputCoder() {
      return VarLongCoder.of();
    }

    @Override
    public OffsetBasedSource<Long> createSourceForSubrange(long start, long end) {
      return new Numbers(start, end);
    }

    @Override
    public BoundedReader<Long> createReader(PipelineOptions options) {
      return new NumberReader(this);
    }
  }

  private static final class NumberReader extends OffsetBasedSource.OffsetBasedReader<Long> {
    private long current;

    NumberReader(Numbers source) {
      super(source);
    }

    @Override
    protected boolean startImpl() {
      current = getCurrentSource().getStartOffset();
      return current < getCurrentSource().getEndOffset();
    }

    @Override
    protected boolean advanceImpl() {
      current++;
      return current < getCurrentSource().getEndOffset();
    }

    @Override
    protected long getCurrentOffset() {
      return current;
    }

    @Override
    public Long getCurrent() {
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      return Instant.ofEpochMilli(current);
    }

    @Override
    public void close() {}
  }

  /** Notes into what it is to be split. */
  private static final class Sized extends BoundedSource<String> {
    private final long bytes;
    private long desired;

    Sized(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public List<? extends BoundedSource<String>> split(long desiredBytes, PipelineOptions options) {
      desired = desiredBytes;
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) throws IOException {
      if (bytes < 0) {
        throw new IOException("no size");
      }
      return bytes;
    }

    @Override
    public Coder<String> getOutputCoder() {
      return StringUtf8Coder.of();
    }

    @Override
    public BoundedReader<String> createReader(PipelineOptions options) {
      return new Unsplittable();
    }
  }

  /** Knows nothing of its progress. */
  private static final class Unsplittable extends BoundedSource.BoundedReader<String> {
    @Override
    public boolean start() {
      return false;
    }

    @Override
    public boolean advance() {
      return false;
    }

    @Override
    public String getCurrent() {
      throw new NoSuchElementException();
    }

    @Override
    public @Nullable Double getFractionConsumed() {
      return null;
    }

    @Override
    public void close() {}

    @Override
    public BoundedSource<String> getCurrentSource() {
      return new Sized(1);
    }
  }
}
