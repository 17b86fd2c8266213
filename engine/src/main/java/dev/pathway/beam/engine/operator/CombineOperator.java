// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.CombineTable;
import dev.pathway.beam.state.table.CombinedIterator;
import java.io.IOException;
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
  private final Aggregation aggregation;
  private final GroupKeys groupKeys;
  private final CombineTable<Object, @Nullable Object, Object> table;

  CombineOperator(CombineNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    aggregation = new Aggregation(node, job);
    groupKeys = new GroupKeys(keys, windows);
    table = aggregation.table(groupKeys.codec());
    body.onCommit(node.combine()::bundleCommitted);
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    long timestamp = frame.timestamp(row);
    for (Object window : groupKeys.windows(frame.windows(row))) {
      aggregation.add(
          table, groupKeys.tableKey(window, identity), payload, windows.mark(timestamp, window));
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    body.diff(1);
    try (CombinedIterator<Object, Object> results = table.seal()) {
      while (results.advance()) {
        Object key = results.key();
        body.accept(
            keys.pair(groupKeys.key(key), aggregation.extract(results.accumulator())),
            groupKeys.outputTimestamp(key, results.mark()),
            groupKeys.resultWindows(key),
            windows.resultPane(),
            null);
      }
    }
  }

  @Override
  public void close() {
    table.close();
  }
}
