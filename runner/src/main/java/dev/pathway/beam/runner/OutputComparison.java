// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.operator.GroupBytes;
import dev.pathway.beam.engine.operator.KeptText;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Compares what is kept of an output with what a run from scratch has made of it.
 *
 * @param output a {@link SinkNode} or {@link GroupNode}
 * @param plan the plan it is in
 * @param kept returns a new cursor over what is kept
 * @param computed returns a new cursor over what should be
 */
record OutputComparison(
    PlanNode output,
    Plan plan,
    Supplier<? extends SeekableCursor> kept,
    Supplier<? extends SeekableCursor> computed) {

  /** Returns how many rows differ, and one of them; empty if none does. */
  String difference() throws IOException {
    PairCursor rows =
        PairCursor.merged(List.of(rows(kept.get()), PairCursor.negated(rows(computed.get()))));
    long many = 0;
    long missing = 0;
    String example = "";
    while (rows.nextKey()) {
      while (rows.nextValue()) {
        if (many + missing == 0) {
          example = example(rows.key(), rows.value());
        }
        many += Math.max(0, rows.weight());
        missing += Math.max(0, -rows.weight());
      }
    }
    return many + missing == 0
        ? ""
        : "%,d rows should not be there, %,d are missing, such as %s"
            .formatted(many, missing, example);
  }

  private String example(byte[] key, byte[] value) throws IOException {
    KeptText texts = new KeptText(plan);
    String row =
        output instanceof GroupNode group
            ? texts.of(group, key, value)
            : texts.of((SinkNode) output, key);
    return "%s: expected %,d times, found %,d times"
        .formatted(row, times(computed.get(), key, value), times(kept.get(), key, value));
  }

  private long times(SeekableCursor cursor, byte[] key, byte[] value) throws IOException {
    PairCursor rows = rows(PairCursor.ofKey(key, List.of(cursor)));
    if (rows.nextKey()) {
      while (rows.nextValue()) {
        if (Arrays.equals(rows.value(), value)) {
          return rows.weight();
        }
      }
    }
    return 0;
  }

  private PairCursor rows(PairCursor cursor) {
    return output instanceof GroupNode ? GroupBytes.withoutHashes(cursor) : cursor;
  }
}
