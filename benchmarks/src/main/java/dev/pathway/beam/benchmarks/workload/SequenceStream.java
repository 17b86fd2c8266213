// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/**
 * An unbounded sequence of indexes, each turned into an element and its event time by functions,
 * that ends by itself. Splits take turns at the indexes, so that event time passes evenly in all of
 * them.
 */
final class SequenceStream<T> extends UnboundedSource<T, SequenceStream.Position> {

  private final IndexedSource.Elements<T> elements;
  private final Times times;
  private final Pace pace;
  private final Coder<T> coder;
  private final long size;
  private final long first;
  private final long step;

  private SequenceStream(
      IndexedSource.Elements<T> elements,
      Times times,
      Pace pace,
      Coder<T> coder,
      long size,
      long first,
      long step) {
    this.elements = requireNonNull(elements, "elements");
    this.times = requireNonNull(times, "times");
    this.pace = requireNonNull(pace, "pace");
    this.coder = requireNonNull(coder, "coder");
    this.size = size;
    this.first = first;
    this.step = step;
  }

  /**
   * Returns the stream of the elements at 0 to {@code size}, exclusive.
   *
   * @param times their event times, in order
   */
  static <T> SequenceStream<T> of(
      IndexedSource.Elements<T> elements, Times times, Pace pace, Coder<T> coder, long size) {
    return new SequenceStream<>(elements, times, pace, coder, size, 0, 1);
  }

  /** Returns the splits: as many as desired, but one if it goes stepwise, or has been split. */
  @Override
  public List<? extends UnboundedSource<T, Position>> split(
      int desiredNumSplits, PipelineOptions options) {
    if (step > 1 || pace == Pace.STEPWISE) {
      return List.of(this);
    }
    return LongStream.range(0, desiredNumSplits)
        .mapToObj(
            split ->
                new SequenceStream<>(elements, times, pace, coder, size, split, desiredNumSplits))
        .toList();
  }

  @Override
  public UnboundedReader<T> createReader(PipelineOptions options, @Nullable Position position) {
    return new SequenceReader<>(this, position == null ? first : position.next());
  }

  @Override
  public Coder<Position> getCheckpointMarkCoder() {
    return SerializableCoder.of(Position.class);
  }

  @Override
  public Coder<T> getOutputCoder() {
    return coder;
  }

  Pace pace() {
    return pace;
  }

  /** Returns the index past the last one. */
  long size() {
    return size;
  }

  /** Returns the distance from an index of this split to the next one. */
  long step() {
    return step;
  }

  T at(long index) {
    return elements.at(index);
  }

  /** Returns the event time at an index, in milliseconds since 1970. */
  long timeAt(long index) {
    return times.at(index);
  }

  @Override
  public String toString() {
    return "SequenceStream[" + first + ", " + size + ") by " + step;
  }

  /** The event time at an index, in milliseconds since 1970; never falls. */
  @FunctionalInterface
  interface Times extends Serializable {

    /** Returns the event time at the given index. */
    long at(long index);
  }

  /**
   * Where a reader is.
   *
   * @param next index of the element it reads next
   */
  record Position(long next) implements CheckpointMark, Serializable {

    /** Does nothing: nothing is kept for a reader. */
    @Override
    public void finalizeCheckpoint() {}
  }
}
