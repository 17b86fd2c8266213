// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentSlice;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Results that are all on disk, merged as they are reached.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 */
final class SpilledCombinedIterator<K extends @Nullable Object, A extends @Nullable Object>
    implements CombinedIterator<K, A> {
  private final CombineCodec<K, A> codec;
  private final Runs runs;
  private final RunMerger merger;
  private final MemoryAccount memory;
  private @Nullable Result<K, A> result;

  SpilledCombinedIterator(
      CombineCodec<K, A> codec, Runs runs, List<Segment> segments, MemoryAccount memory)
      throws IOException {
    this.codec = codec;
    this.runs = runs;
    this.merger = new RunMerger(segments);
    this.memory = memory;
  }

  @Override
  public boolean advance() throws IOException {
    result = null;
    if (!merger.next()) {
      return false;
    }
    K key = RunKey.read(merger.runKey(), merger.runKeyLength(), codec.keys());
    List<SegmentSlice> parts = merger.parts();
    result = new Result<>(key, codec.readAccumulator(parts), codec.readMark(parts));
    return true;
  }

  @Override
  public K key() {
    return result().key;
  }

  @Override
  public A accumulator() {
    return result().accumulator;
  }

  @Override
  public long mark() {
    return result().mark;
  }

  @Override
  public void close() {
    memory.releaseAll();
    runs.close();
  }

  private Result<K, A> result() {
    if (result == null) {
      throw new NoSuchElementException("The iterator is not at a result");
    }
    return result;
  }

  private record Result<K extends @Nullable Object, A extends @Nullable Object>(
      K key, A accumulator, long mark) {}
}
