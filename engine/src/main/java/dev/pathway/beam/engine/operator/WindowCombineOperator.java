// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.table.CombineTable;
import dev.pathway.beam.state.table.CombinedIterator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows by window and key; emits the results of a window when event time has passed it.
 */
final class WindowCombineOperator implements Operator {
  private final CombineNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final boolean merges;

  /** One for all windows: what it reports to stays for as long as the job runs. */
  private final Accumulation<@Nullable Object, Object> accumulation;

  private final OpenWindows<CombineTable<Object, @Nullable Object, Object>> open;
  private long dropped;

  WindowCombineOperator(CombineNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    merges = node.phase() == CombineNode.Phase.MERGE;
    accumulation = node.combine().accumulation(job, node.name());
    body.onCommit(node.combine()::bundleCommitted);
    open = new OpenWindows<>(windows, this::newTable, CombineTable::close);
  }

  private CombineTable<Object, @Nullable Object, Object> newTable() {
    return new CombineTable<>(
        keys.identityCodec(),
        node.combine().accumulatorCodec(),
        accumulation,
        windows::mergeMarks,
        job.memory(),
        job.spill());
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
    if (dropped > 0) {
      windows.dropped(job, node.name(), dropped);
      dropped = 0;
    }
  }

  @SuppressWarnings("NullAway") // A payload may be null if what takes it can.
  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    long timestamp = frame.timestamp(row);
    for (Object window : windows.each(frame.windows(row))) {
      CombineTable<Object, @Nullable Object, Object> table = open.table(window);
      if (table == null) {
        dropped++;
      } else {
        if (merges) {
          table.merge(identity, payload, windows.mark(timestamp, window));
        } else {
          table.add(identity, payload, windows.mark(timestamp, window));
        }
      }
    }
  }

  @Override
  public long advance(long watermark) throws Exception {
    body.diff(1);
    open.advance(watermark, this::emit);
    return watermark;
  }

  private void emit(Object window, CombineTable<Object, @Nullable Object, Object> table)
      throws IOException {
    try (table;
        CombinedIterator<Object, Object> results = table.seal()) {
      while (results.advance()) {
        body.accept(
            keys.pair(keys.key(results.key()), extract(results.accumulator())),
            windows.outputTimestamp(window, results.mark()),
            windows.of(window),
            windows.resultPane(),
            null);
      }
    }
  }

  private @Nullable Object extract(Object accumulator) {
    try {
      return node.combine().extract(accumulator);
    } catch (Throwable t) {
      throw new StepFailure(node.name(), t);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
