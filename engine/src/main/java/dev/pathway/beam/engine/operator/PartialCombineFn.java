// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.CombineTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates what one worker sees before it is sent to the workers of the keys. Accumulators are
 * let go when memory is short and at the seal, so that a key may be emitted several times.
 */
final class PartialCombineFn implements StepFn {
  private final CombineNode node;
  private final RowModel rows;
  private final KeyModel keys;
  private final WindowModel windows;
  private final boolean single;
  private final Object onlyWindow;
  private final CombineTable<Object, @Nullable Object, Object> table;
  private final RowSink adder = this::add;
  private Receiver output = element -> {};

  PartialCombineFn(CombineNode node, RowModel rows, Job job) {
    this.node = node;
    this.rows = rows;
    keys = node.keys();
    windows = node.windows();
    single = windows.single();
    onlyWindow = single ? windows.each(null).iterator().next() : WindowedKey.class;
    table =
        CombineTable.withoutSpill(
            WindowedKey.codec(keys, windows),
            node.combine().accumulatorCodec(),
            node.combine().accumulation(job, node.name()),
            windows::mergeMarks,
            job.memory());
  }

  @Override
  public void setup(StepContext context) {
    output = context.output(0);
  }

  @Override
  public void process(Object element) throws IOException {
    rows.unpack(element, adder);
    if (table.isOverBudget()) {
      release();
    }
  }

  @SuppressWarnings("NullAway") // A payload may be null if the aggregation can take that.
  private void add(
      @Nullable Object value,
      long timestamp,
      @Nullable Object rowWindows,
      @Nullable Object pane,
      @Nullable Object extras) {
    Object identity = keys.identity(value);
    Object payload = keys.payload(value);
    try {
      if (single) {
        table.add(identity, payload, windows.mark(timestamp, onlyWindow));
      } else {
        for (Object window : windows.each(rowWindows)) {
          table.add(new WindowedKey(window, identity), payload, windows.mark(timestamp, window));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot encode a key or accumulator of '" + node.name() + "'", e);
    }
  }

  @Override
  public void seal(long epoch) throws IOException {
    release();
  }

  private void release() throws IOException {
    table.forEachAndClear(this::emit);
  }

  private void emit(Object key, Object accumulator, long mark) {
    Object window = onlyWindow;
    Object identity = key;
    if (!single) {
      WindowedKey windowed = (WindowedKey) key;
      window = windowed.window();
      identity = windowed.identity();
    }
    output.accept(
        rows.element(
            keys.pair(keys.key(identity), accumulator),
            windows.outputTimestamp(window, mark),
            windows.of(window),
            null,
            null));
  }

  @Override
  public void teardown() {
    table.close();
  }
}
