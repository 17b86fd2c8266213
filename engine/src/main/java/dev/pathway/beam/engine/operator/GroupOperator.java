// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Groups rows by key and window in a table that may spill; emits the groups at the seal. */
final class GroupOperator implements Operator {
  private final GroupNode node;
  private final Body body;
  private final Job job;
  private final RowModel rows;
  private final KeyModel keys;
  private final WindowModel windows;
  private final boolean wholeElements;
  private final GroupKeys groupKeys;
  private @Nullable GroupTable<Object, Object> table;

  GroupOperator(GroupNode node, StageSpec spec, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    rows = spec.rows();
    keys = node.keys();
    windows = node.windows();
    wholeElements = node.payload() == GroupNode.Payload.ELEMENTS;
    groupKeys = new GroupKeys(keys, windows);
    Codec<Object> values =
        wholeElements
            ? spec.collection(node.inputType()).elementCodec().create()
            : keys.payloadCodec();
    table =
        new GroupTable<>(groupKeys.codec(), values, windows::mergeMarks, job.memory(), job.spill());
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object value = frame.value(row);
    long timestamp = frame.timestamp(row);
    Object payload =
        wholeElements
            ? rows.element(value, timestamp, frame.windows(row), frame.pane(row), frame.extras(row))
            : keys.payload(value);
    for (Object window : groupKeys.windows(frame.windows(row))) {
      table().add(groupKeys.tableKey(window, identity), payload, windows.mark(timestamp, window));
    }
  }

  @Override
  public void seal(long epoch) throws Exception {
    Groups<Object, Object> groups = table().seal();
    body.diff(1);
    for (Group<Object, Object> group : groups) {
      Object key = group.key();
      body.accept(
          keys.group(groupKeys.key(key), group.values()),
          groupKeys.outputTimestamp(key, group.mark()),
          groupKeys.resultWindows(key),
          windows.resultPane(),
          null);
    }
    // User code may have handed on what it was given of a group: memory and files go with the last
    // who holds one.
    groups.relinquish(job.leftovers());
    table = null;
  }

  private GroupTable<Object, Object> table() {
    if (table == null) {
      throw new IllegalStateException("'" + node.name() + "' is sealed");
    }
    return table;
  }

  @Override
  public void close() {
    if (table != null) {
      table.close();
    }
  }
}
