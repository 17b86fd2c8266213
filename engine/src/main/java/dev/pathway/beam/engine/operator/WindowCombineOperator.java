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
 * Aggregates rows by window and key; emits the results of a window when event time has passed it.
 */
final class WindowCombineOperator implements Operator {
  private final CombineNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final OpenWindows<CombineTable<Object, @Nullable Object, Object>> open;

  WindowCombineOperator(CombineNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    open =
        new OpenWindows<>(
            node.name(),
            job,
            keys,
            windows,
            this::newTable,
            node.phase() == CombineNode.Phase.MERGE ? CombineTable::merge : CombineTable::add,
            CombineTable::close);
  }

  private CombineTable<Object, @Nullable Object, Object> newTable() {
    return new CombineTable<>(
        keys.identityCodec(),
        node.combine().accumulatorCodec(),
        node.combine().accumulation(job, node.name()),
        windows::mergeMarks,
        job.memory(),
        job.spill());
  }

  @Override
  public void frame(Frame frame) {
    open.frame(frame);
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
