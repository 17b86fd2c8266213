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
  private final Body body;
  private final Aggregation aggregation;
  private final KeyModel keys;
  private final WindowModel windows;
  private final OpenWindows<CombineTable<Object, @Nullable Object, Object>> open;

  WindowCombineOperator(CombineNode node, Job job, Body body) {
    this.body = body;
    aggregation = new Aggregation(node, job);
    keys = node.keys();
    windows = node.windows();
    body.onCommit(node.combine()::bundleCommitted);
    open =
        new OpenWindows<>(
            node.name(),
            job,
            keys,
            windows,
            () -> aggregation.table(keys.identityCodec()),
            aggregation::add,
            CombineTable::close);
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
            keys.pair(keys.key(results.key()), aggregation.extract(results.accumulator())),
            windows.outputTimestamp(window, results.mark()),
            windows.of(window),
            windows.resultPane(),
            null);
      }
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
