// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.table.CombineTable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How an aggregation that makes results fills its tables and reads them. */
final class Aggregation {
  private final CombineNode node;
  private final Job job;
  private final boolean merges;

  /** One for all tables: what it reports to stays for as long as the job runs. */
  private final Accumulation<@Nullable Object, Object> accumulation;

  Aggregation(CombineNode node, Job job) {
    this.node = node;
    this.job = job;
    merges = node.phase() == CombineNode.Phase.MERGE;
    accumulation = node.combine().accumulation(job, node.name());
  }

  /** Returns a new table of accumulators by keys of the given codec, which may spill. */
  CombineTable<Object, @Nullable Object, Object> table(Codec<Object> keys) {
    return new CombineTable<>(
        keys,
        node.combine().accumulatorCodec(),
        accumulation,
        node.windows()::mergeMarks,
        job.memory(),
        job.spill());
  }

  /** Takes a row's payload into a table: a value, or an accumulator, which is never null. */
  @SuppressWarnings("NullAway") // an accumulator is never null
  void add(
      CombineTable<Object, @Nullable Object, Object> table,
      Object key,
      @Nullable Object payload,
      long mark)
      throws IOException {
    if (merges) {
      table.merge(key, payload, mark);
    } else {
      table.add(key, payload, mark);
    }
  }

  /**
   * Returns the result of an accumulator.
   *
   * @throws StepFailure if user code fails
   */
  @Nullable Object extract(Object accumulator) {
    try {
      return node.combine().extract(accumulator);
    } catch (Throwable t) {
      throw new StepFailure(node.name(), t);
    }
  }
}
