// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.codec.Varint;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Groups rows by window and key; emits the groups of a window when event time has passed it. */
final class WindowGroupOperator implements Operator {
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final OpenWindows<GroupTable<Object, Object>> open;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private @Nullable WindowEntries entries;

  /** Above that of every part there is: parts are added, and never replaced. */
  private long nextPart;

  WindowGroupOperator(GroupNode node, Job job, Body body) {
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    open =
        new OpenWindows<>(
            node.name(), job, keys, windows, this::newTable, GroupTable::add, GroupTable::close);
  }

  private GroupTable<Object, Object> newTable(Object window) {
    GroupTable<Object, Object> table =
        new GroupTable<>(
            keys.identityCodec(),
            keys.payloadCodec(),
            windows::mergeMarks,
            job.memory(),
            job.spill());
    if (entries != null) {
      WindowEntries saved = entries;
      table.saveTo(
          (identity, mark, size, values) ->
              saved.put(window, identity, nextPart++, part(mark, size, values)));
    }
    return table;
  }

  private byte[] part(long mark, long size, ChunkedInput values) throws IOException {
    buffer.clear();
    Varint.write(Varint.fromSigned(mark), buffer);
    Varint.write(size, buffer);
    values.writeTo(buffer::write);
    return buffer.toByteArray();
  }

  @Override
  public void restore(StepState state) throws Exception {
    if (state.durable()) {
      entries = new WindowEntries(state, windows.codec(), keys.identityCodec());
      open.restore(entries, this::restorePart);
    }
  }

  private void restorePart(
      GroupTable<Object, Object> table, Object window, Object identity, long part, byte[] value)
      throws IOException {
    ArrayInput in = new ArrayInput(value);
    long mark = Varint.toSigned(in.readVarint());
    long size = in.readVarint();
    table.restore(identity, mark, size, value, value.length - in.available());
    nextPart = Math.max(nextPart, part + 1);
  }

  @Override
  public void save(long snapshot) {
    open.save((window, table) -> table.saveAdded());
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

  private void emit(Object window, GroupTable<Object, Object> table) throws IOException {
    Groups<Object, Object> groups = table.seal();
    for (Group<Object, Object> group : groups) {
      body.accept(
          keys.group(keys.key(group.key()), group.values()),
          windows.outputTimestamp(window, group.mark()),
          windows.of(window),
          windows.resultPane(),
          null);
    }
    // See GroupOperator: groups live as long as whoever was given them.
    groups.relinquish(job.leftovers());
    if (entries != null) {
      entries.removeAll(window);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
