// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.table.CombineTable;
import dev.pathway.beam.state.table.CombinedIterator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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
  private final Codec<Object> accumulators;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private @Nullable WindowEntries entries;

  WindowCombineOperator(CombineNode node, Job job, Body body) {
    this.body = body;
    aggregation = new Aggregation(node, job);
    keys = node.keys();
    windows = node.windows();
    accumulators = node.combine().accumulatorCodec();
    body.onCommit(node.combine()::bundleCommitted);
    open =
        new OpenWindows<>(
            node.name(), job, keys, windows, this::newTable, aggregation::add, CombineTable::close);
  }

  /** Returns a new table; the parts that are saved of it are its generations. */
  private CombineTable<Object, @Nullable Object, Object> newTable(Object window) {
    CombineTable<Object, @Nullable Object, Object> table = aggregation.table(keys.identityCodec());
    if (entries != null) {
      WindowEntries saved = entries;
      table.saveTo(
          (identity, accumulator, mark) ->
              saved.put(window, identity, table.generation(), part(mark, accumulator)));
    }
    return table;
  }

  private byte[] part(long mark, Object accumulator) throws IOException {
    buffer.clear();
    Varint.write(Varint.fromSigned(mark), buffer);
    return buffer.encode(accumulators, accumulator).toByteArray();
  }

  @Override
  public void restore(StepState state) throws Exception {
    if (state.durable()) {
      entries = new WindowEntries(state, windows.codec(), keys.identityCodec());
      Map<Object, Integer> generations = new HashMap<>();
      open.restore(
          entries,
          (table, window, identity, part, value) -> {
            ArrayInput in = new ArrayInput(value);
            long mark = Varint.toSigned(in.readVarint());
            table.restore(identity, accumulators.decode(in), mark);
            generations.merge(window, Math.toIntExact(part + 1), Math::max);
          });
      open.forEach((window, table) -> table.restored(generations.getOrDefault(window, 0)));
    }
  }

  @Override
  public void save(long snapshot) {
    open.save((window, table) -> table.saveChanges());
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
    // One part by key is found without a search.
    WindowEntries byKey =
        entries != null && entries.has(window) && table.generation() == 0 ? entries : null;
    try (table;
        CombinedIterator<Object, Object> results = table.seal()) {
      while (results.advance()) {
        body.accept(
            keys.pair(keys.key(results.key()), aggregation.extract(results.accumulator())),
            windows.outputTimestamp(window, results.mark()),
            windows.of(window),
            windows.resultPane(),
            null);
        if (byKey != null) {
          byKey.remove(window, results.key(), 0);
        }
      }
    }
    if (byKey != null) {
      byKey.forget(window);
    } else if (entries != null) {
      entries.removeAll(window);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
