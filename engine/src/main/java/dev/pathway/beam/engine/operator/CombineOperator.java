// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.CombineTable;
import dev.pathway.beam.state.table.CombinedIterator;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows, or merges partial aggregates, by key and window; emits the results at the seal.
 */
final class CombineOperator implements Operator {
  private final CombineNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final boolean merges;
  private final GroupKeys groupKeys;
  private final CombineTable<Object, @Nullable Object, Object> table;

  CombineOperator(CombineNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    merges = node.phase() == CombineNode.Phase.MERGE;
    groupKeys = new GroupKeys(keys, windows);
    body.onCommit(node.combine()::bundleCommitted);
    table =
        new CombineTable<>(
            groupKeys.codec(),
            node.combine().accumulatorCodec(),
            node.combine().accumulation(job, node.name()),
            windows::mergeMarks,
            job.memory(),
            job.spill());
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws Exception {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    long timestamp = frame.timestamp(row);
    for (Object window : groupKeys.windows(frame.windows(row))) {
      add(groupKeys.tableKey(window, identity), payload, windows.mark(timestamp, window));
    }
  }

  @SuppressWarnings("NullAway") // an accumulator is never null
  private void add(Object key, @Nullable Object payload, long mark) throws Exception {
    if (merges) {
      table.merge(key, payload, mark);
    } else {
      table.add(key, payload, mark);
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    body.diff(1);
    try (CombinedIterator<Object, Object> results = table.seal()) {
      while (results.advance()) {
        emit(results.key(), results.accumulator(), results.mark());
      }
    }
  }

  private void emit(Object key, Object accumulator, long mark) {
    Object result;
    try {
      result = node.combine().extract(accumulator);
    } catch (Throwable t) {
      throw new StepFailure(node.name(), t);
    }
    body.accept(
        keys.pair(groupKeys.key(key), result),
        groupKeys.outputTimestamp(key, mark),
        groupKeys.resultWindows(key),
        windows.resultPane(),
        null);
  }

  @Override
  public void close() {
    table.close();
  }
}
