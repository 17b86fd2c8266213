// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators of groups and all their inputs, kept from epoch to epoch.
 *
 * <p>Life: inputs are {@linkplain #add added} and taken away, then the epoch is {@linkplain #seal
 * sealed}, which hands over the groups that changed; or only the {@linkplain #past past} is read.
 * It takes part in the commit through its deltas.
 *
 * <p>Cost of a change: a small group is aggregated anew; in a large one about a hundred inputs are,
 * and a logarithmic number of accumulators are merged, whether an input is added or taken away. A
 * group gets its tree when it changes for the first time after it has become large, at the cost of
 * aggregating it anew. How a group is aggregated depends on its contents alone.
 *
 * <p>Thread-confined.
 *
 * @param <V> the type of the inputs
 * @param <A> the type of the accumulators
 */
public final class AggregateTrees<V extends @Nullable Object, A extends @Nullable Object> {
  /** Labels of results: whether the group's inputs are under its key, or under those of a tree. */
  private static final int SMALL = 0;

  private static final int TREE = 1;

  private final Function<String, ? extends SeekableCursor> kept;
  private final Names names;
  private final TreeShape shape;
  private final InputCodec<V> inputCodec;
  private final AggregateCodec<A> codec;
  private final AggregateBuilder<V, A> builder;
  private final Delta inputs;
  private final Delta moved;
  private final Delta leaves;
  private final Delta nodes;
  private final Delta results;
  private final SeekableCursor keptResults;

  /** Takes the groups that changed. */
  @FunctionalInterface
  public interface Changes<A extends @Nullable Object> {
    /**
     * Takes a group before and after the epoch, null where it was empty; their accumulators belong
     * to the receiver.
     */
    void take(byte[] group, @Nullable Aggregate<A> before, @Nullable Aggregate<A> after)
        throws IOException;
  }

  /** Takes groups. */
  @FunctionalInterface
  public interface Groups<A extends @Nullable Object> {
    /** Takes a group; its result can be read until this returns, and once at most. */
    void take(byte[] group, Result<A> result) throws IOException;
  }

  /** A result that costs nothing until it is read. */
  @FunctionalInterface
  public interface Result<A extends @Nullable Object> {
    /** Returns the result, whose accumulator belongs to the caller. */
    Aggregate<A> read() throws IOException;
  }

  /** What the arrangements are called. */
  private record Names(String inputs) {
    String results() {
      return inputs + "/results";
    }

    String leaves() {
      return inputs + "/leaves";
    }

    String nodes() {
      return inputs + "/nodes";
    }
  }

  /**
   * Creates the groups of one worker in an epoch.
   *
   * @param name what they are kept under: names of arrangements begin with it
   * @param kept returns a new reader of an arrangement as of the last commit
   * @param deltas returns what gathers changes of an arrangement
   * @param marks merges the marks of inputs: associative, commutative and idempotent; null if they
   *     have none
   */
  public AggregateTrees(
      String name,
      Function<String, ? extends SeekableCursor> kept,
      Function<String, Delta> deltas,
      Codec<V> inputs,
      Codec<A> accumulators,
      Accumulation<V, A> accumulation,
      @Nullable LongBinaryOperator marks) {
    this(name, kept, deltas, inputs, accumulators, accumulation, marks, TreeShape.DEFAULT);
  }

  /** Creates groups with trees of a shape, which must be that of all epochs. */
  AggregateTrees(
      String name,
      Function<String, ? extends SeekableCursor> kept,
      Function<String, Delta> deltas,
      Codec<V> inputs,
      Codec<A> accumulators,
      Accumulation<V, A> accumulation,
      @Nullable LongBinaryOperator marks,
      TreeShape shape) {
    this.kept = kept;
    this.shape = shape;
    names = new Names(name);
    inputCodec = new InputCodec<>(inputs, marks != null);
    codec = new AggregateCodec<>(accumulators, marks != null);
    builder = new AggregateBuilder<>(accumulation, inputCodec, codec, marks);
    this.inputs = deltas.apply(names.inputs());
    moved = deltas.apply(names.inputs());
    leaves = deltas.apply(names.leaves());
    nodes = deltas.apply(names.nodes());
    results = deltas.apply(names.results());
    keptResults = kept.apply(names.results());
  }

  /**
   * Adds an input to a group so many times, or takes it away.
   *
   * @param group the group's key; none may be the beginning of another
   * @throws IOException if the input cannot be encoded or written
   */
  public void add(byte[] group, V input, long mark, long diff) throws IOException {
    inputs.add(group, inputCodec.encode(input, mark), diff);
  }

  /**
   * Hands over the groups whose result changed, in no particular order; nothing can be added
   * afterwards.
   *
   * @throws NegativeWeightException if an input was taken away more often than it was there
   */
  public void seal(Changes<A> changes) throws IOException {
    SeekableCursor keptInputs = kept.apply(names.inputs());
    PairCursor changed = inputs.seal();
    SeekableCursor added = inputs.cursor();
    while (changed.nextKey()) {
      byte[] group = changed.key();
      byte[] before = result(group);
      if (before != null && AggregateCodec.label(before) == TREE) {
        moveToLeaves(changed);
      } else if (before == null) {
        put(group, null, SMALL, build(changed), changes);
      } else {
        PairCursor now = PairCursor.ofKey(group, List.of(keptInputs, added));
        if (!now.nextKey()) {
          put(group, before, SMALL, null, changes);
        } else if (AggregateCodec.inputs(before) > shape.keptInputs()) {
          moveToLeaves(now);
        } else {
          put(group, before, SMALL, build(now), changes);
        }
      }
    }
    moved.seal();
    leaves.seal();
    updateTrees(changes);
    nodes.seal();
    results.seal();
  }

  /** Hands over all groups as they were at the last commit. */
  public void past(Groups<A> groups) throws IOException {
    SeekableCursor all = kept.apply(names.results());
    while (all.nextKey()) {
      groups.take(
          all.key(),
          () -> {
            all.nextValue();
            return codec.decode(all.value());
          });
    }
  }

  private byte @Nullable [] result(byte[] group) throws IOException {
    return keptResults.seek(group) && keptResults.nextValue() ? keptResults.value() : null;
  }

  private @Nullable Aggregate<A> build(PairCursor group) throws IOException {
    return builder.build(
        Inputs.ofKey(group, shape.leafInputs()), TreePath.ROOT, (whole, digit, part) -> {});
  }

  /** Has inputs, those that are kept or those that change, be kept under the keys of a tree. */
  private void moveToLeaves(PairCursor group) throws IOException {
    while (group.nextValue()) {
      byte[] input = group.value();
      moved.add(group.key(), input, -group.weight());
      byte[] leaf = TreePath.leafKey(group.key(), InputCodec.bucket(input));
      leaves.add(leaf, input, group.weight());
    }
  }

  private void updateTrees(Changes<A> changes) throws IOException {
    if (leaves.isEmpty()) {
      return;
    }
    TreeChanges changed = new TreeChanges(leaves.cursor());
    TreeUpdate<A> update =
        new TreeUpdate<>(
            builder,
            codec,
            shape.leafInputs(),
            changed,
            SeekableCursor.sum(List.of(kept.apply(names.leaves()), leaves.cursor())),
            kept.apply(names.nodes()),
            nodes);
    while (changed.nextGroup()) {
      byte[] group = changed.group();
      byte[] before = result(group);
      boolean isNew = before == null || AggregateCodec.label(before) == SMALL;
      put(
          group,
          before,
          TREE,
          isNew ? update.build() : update.update(AggregateCodec.inputs(before)),
          changes);
    }
  }

  private void put(
      byte[] group,
      byte @Nullable [] before,
      int label,
      @Nullable Aggregate<A> after,
      Changes<A> changes)
      throws IOException {
    byte[] now = after == null ? null : codec.encode(label, after);
    if (Arrays.equals(before, now)) {
      return;
    }
    if (before != null) {
      results.add(group, before, -1);
    }
    if (now != null) {
      results.add(group, now, 1);
    }
    if (before == null || now == null || !AggregateCodec.isSame(before, now)) {
      // Not the aggregate itself: the next epoch takes back what this one decodes to.
      changes.take(
          group,
          before == null ? null : codec.decode(before),
          now == null ? null : codec.decode(now));
    }
  }
}
