// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.EventTime;
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
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates what one worker sees before it is sent to the workers of the keys. Accumulators are
 * let go when memory is short, before event time advances and at the seal, so that a key may be
 * emitted several times; where the job keeps its state, with each bundle.
 */
final class PartialCombineFn implements StepFn {
  private final CombineNode node;
  private final RowModel rows;
  private final KeyModel keys;
  private final WindowModel windows;
  private final GroupKeys groupKeys;
  private final IntSupplier diff;
  private final CombineTable<Object, @Nullable Object, Object> table;
  private final RowSink adder = this::add;
  private Receiver output = element -> {};
  private long watermark = EventTime.START;
  private boolean due;

  /**
   * Creates the function.
   *
   * @param node a partial aggregation
   * @param rows how elements and columns correspond
   * @param job the job it runs for
   * @param diff the diff of the element being processed
   */
  PartialCombineFn(CombineNode node, RowModel rows, Job job, IntSupplier diff) {
    this.node = node;
    this.rows = rows;
    this.diff = diff;
    keys = node.keys();
    windows = node.windows();
    groupKeys = new GroupKeys(keys, windows);
    table =
        CombineTable.withoutSpill(
            groupKeys.codec(),
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
    Insertions.require(diff.getAsInt());
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
      for (Object window : groupKeys.windows(rowWindows)) {
        boolean late = windows.end(window) < watermark;
        if (late) {
          release();
        }
        table.add(groupKeys.tableKey(window, identity), payload, windows.mark(timestamp, window));
        if (late) {
          // By itself, so that it counts as one if it is dropped.
          release();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot encode a key or accumulator of '" + node.name() + "'", e);
    }
  }

  @Override
  public void advance(long newWatermark) {
    watermark = newWatermark;
    due = !table.isEmpty();
  }

  /** What was gathered goes on before event time does. */
  @Override
  public long wakeTime() {
    return due ? Long.MIN_VALUE : Long.MAX_VALUE;
  }

  @Override
  public void wake() throws IOException {
    due = false;
    release();
  }

  @Override
  public void seal(long epoch) throws IOException {
    release();
  }

  @Override
  public void release() throws IOException {
    table.forEachAndClear(this::emit);
  }

  private void emit(Object key, Object accumulator, long mark) {
    output.accept(
        rows.element(
            keys.pair(groupKeys.key(key), accumulator),
            groupKeys.outputTimestamp(key, mark),
            groupKeys.resultWindows(key),
            null,
            null));
  }

  @Override
  public void bundleCommitted() {
    node.combine().bundleCommitted();
  }

  @Override
  public void teardown() {
    table.close();
  }
}
