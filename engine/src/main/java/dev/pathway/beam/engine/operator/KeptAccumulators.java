// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Aggregates;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Changes;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Wanted;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.tree.Aggregate;
import dev.pathway.beam.state.tree.AggregateTrees;
import dev.pathway.beam.state.tree.NegativeWeightException;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of any kind, from which an input cannot be taken away: all inputs are kept, those of
 * large groups under trees of accumulators.
 */
final class KeptAccumulators implements Aggregates {
  private final CombineNode node;
  private final Codec<Object> keyCodec;
  private final AggregateTrees<Object, Object> trees;
  private final EncodeBuffer buffer = new EncodeBuffer();

  KeptAccumulators(CombineNode node, Job job, GroupKeys keys, Function<String, Delta> deltas) {
    this.node = node;
    WindowModel windows = node.windows();
    keyCodec = keys.codec();
    trees =
        new AggregateTrees<>(
            node.id(),
            job.epoch()::reader,
            deltas,
            node.keys().payloadCodec(),
            node.combine().accumulatorCodec(),
            node.combine().accumulation(job, node.name()),
            windows.marked() ? windows::mergeMarks : null);
  }

  @Override
  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  public void add(Object tableKey, @Nullable Object payload, long mark, int diff)
      throws IOException {
    buffer.clear();
    trees.add(buffer.encode(keyCodec, tableKey).toByteArray(), payload, mark, diff);
  }

  @Override
  public void seal(Changes changes) throws Exception {
    try {
      trees.seal(
          (group, before, after) ->
              changes.take(
                  keyCodec.decode(new ArrayInput(group)),
                  before == null ? null : before.accumulator(),
                  before == null ? 0 : before.mark(),
                  after == null ? null : after.accumulator(),
                  after == null ? 0 : after.mark()));
    } catch (NegativeWeightException e) {
      throw WrongRetraction.tooMany(node.name(), e.weight());
    }
  }

  @Override
  public void past(Wanted wanted, Changes changes) throws Exception {
    trees.past(
        (group, result) -> {
          Object tableKey = keyCodec.decode(new ArrayInput(group));
          if (wanted.test(tableKey)) {
            Aggregate<Object> aggregate = result.read();
            changes.take(tableKey, null, 0, aggregate.accumulator(), aggregate.mark());
          }
        });
  }

  @Override
  public @Nullable Object result(Object accumulator) {
    return node.combine().extract(accumulator);
  }
}
