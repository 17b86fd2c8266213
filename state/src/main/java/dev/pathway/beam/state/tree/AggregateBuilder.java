// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.table.Accumulation;
import java.io.IOException;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates inputs, always in the same way for the same inputs. One thread only.
 *
 * @param <V> the type of the inputs
 * @param <A> the type of the accumulators
 */
final class AggregateBuilder<V extends @Nullable Object, A extends @Nullable Object> {
  /*
   * A part of at most so many different inputs, a leaf, is their accumulator in the order of their
   * bytes; a larger one is divided by the next digit of their buckets, which are hashes, and merged
   * from the left. So the way in which a group is aggregated is a function of its contents, and
   * where the sum depends on the way, as with floating point, a history does not show.
   */

  /** Copies of an input that are added one by one; beyond, accumulators are merged with copies. */
  private static final int ADDED_COPIES = 16;

  private final Accumulation<V, A> accumulation;
  private final InputCodec<V> inputs;
  private final AggregateCodec<A> aggregates;
  private final @Nullable LongBinaryOperator marks;

  /** Takes the parts into which a part was divided. */
  @FunctionalInterface
  interface Parts<A extends @Nullable Object> {
    /** Takes a part, whose accumulator changes afterwards. */
    void take(TreePath whole, int digit, Aggregate<A> part) throws IOException;
  }

  AggregateBuilder(
      Accumulation<V, A> accumulation,
      InputCodec<V> inputs,
      AggregateCodec<A> aggregates,
      @Nullable LongBinaryOperator marks) {
    this.accumulation = accumulation;
    this.inputs = inputs;
    this.aggregates = aggregates;
    this.marks = marks;
  }

  /** Aggregates the inputs of a part; returns null if there are none. */
  @Nullable Aggregate<A> build(Inputs from, TreePath path, Parts<A> parts) throws IOException {
    if (path.isDeepest() || !from.exceedsLeaf(path)) {
      return fold(from, path);
    }
    Aggregate<A> whole = null;
    for (int digit = 0; digit < TreePath.FANOUT; digit++) {
      Aggregate<A> part = build(from, path.child(digit), parts);
      if (part != null) {
        parts.take(path, digit, part);
        whole = merge(whole, part);
      }
    }
    return whole;
  }

  /** Returns the aggregate of two neighbours; what is given must not be used any more. */
  Aggregate<A> merge(@Nullable Aggregate<A> left, Aggregate<A> right) {
    if (left == null) {
      return right;
    }
    return new Aggregate<>(
        left.inputs() + right.inputs(),
        mergeMarks(left.mark(), right.mark()),
        accumulation.merge(left.accumulator(), right.accumulator()));
  }

  private @Nullable Aggregate<A> fold(Inputs from, TreePath path) throws IOException {
    if (!from.isIn(path)) {
      return null;
    }
    A accumulator = accumulation.create();
    long mark = inputs.mark(from.value());
    long count = 0;
    for (; from.isIn(path); from.advance()) {
      byte[] value = from.value();
      if (from.weight() <= ADDED_COPIES) {
        accumulator = add(accumulator, value, from.weight());
      } else {
        accumulator = accumulation.merge(accumulator, copies(value, from.weight()));
      }
      mark = mergeMarks(mark, inputs.mark(value));
      count++;
    }
    return new Aggregate<>(count, mark, accumulator);
  }

  /** Returns the accumulator of many copies of an input, by doubling. */
  private A copies(byte[] value, long count) throws IOException {
    if (count <= ADDED_COPIES) {
      return add(accumulation.create(), value, count);
    }
    A half = copies(value, count / 2);
    A both = accumulation.merge(half, aggregates.copy(half));
    return add(both, value, count % 2);
  }

  private A add(A to, byte[] value, long count) throws IOException {
    A accumulator = to;
    for (long left = count; left > 0; left--) {
      // Decoded each time: an accumulator may hold on to it, and change it.
      accumulator = accumulation.add(accumulator, inputs.decode(value));
    }
    return accumulator;
  }

  private long mergeMarks(long left, long right) {
    return marks == null ? 0 : marks.applyAsLong(left, right);
  }
}
