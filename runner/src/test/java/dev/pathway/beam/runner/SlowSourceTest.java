// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.OffsetBasedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A source that takes its time, and is too small to be read in more than one piece from the start.
 */
final class SlowSourceTest {
  private static final Set<String> READERS = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void run_slowSource_idleWorkersReadPartsOfIt(long seed) {
    READERS.clear();
    long size = new SplittableRandom(seed).nextLong(100, 300);
    Pipeline pipeline = Pipelines.create("--parallelism=3");
    Gathered<Long> gathered = new Gathered<>();
    pipeline.apply(Read.from(new SlowNumbers(0, size, seed))).apply(gathered);

    pipeline.run();

    List<Long> read = gathered.elements();
    assertThat(read).hasSize((int) size);
    assertThat(new HashSet<>(read))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, size).boxed().toList());
    assertThat(READERS).hasSizeGreaterThan(1);
  }

  /** The numbers of a range. */
  private static final class SlowNumbers extends OffsetBasedSource<Long> {
    private static final long serialVersionUID = 1L;

    private final long seed;

    SlowNumbers(long start, long end, long seed) {
      super(start, end, 1);
      this.seed = seed;
    }

    @Override
    public long getBytesPerOffset() {
      return 8;
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
      return new SlowNumbers(start, end, seed);
    }

    @Override
    public BoundedSource.BoundedReader<Long> createReader(PipelineOptions options) {
      return new SlowReader(this, new SplittableRandom(seed + getStartOffset()));
    }
  }

  private static final class SlowReader extends OffsetBasedSource.OffsetBasedReader<Long> {
    private final SplittableRandom random;
    private long current;

    SlowReader(SlowNumbers source, SplittableRandom random) {
      super(source);
      this.random = random;
    }

    @Override
    protected boolean startImpl() {
      READERS.add(Thread.currentThread().getName());
      current = getCurrentSource().getStartOffset();
      return current < getCurrentSource().getEndOffset();
    }

    @Override
    protected boolean advanceImpl() {
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2_000)));
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
    public void close() {}
  }
}
