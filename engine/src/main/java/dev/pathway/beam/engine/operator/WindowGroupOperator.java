// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.table.Group;
import dev.pathway.beam.state.table.GroupTable;
import dev.pathway.beam.state.table.Groups;
import java.io.IOException;

/** Groups rows by window and key; emits the groups of a window when event time has passed it. */
final class WindowGroupOperator implements Operator {
  private final GroupNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final OpenWindows<GroupTable<Object, Object>> open;
  private long dropped;

  WindowGroupOperator(GroupNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    open = new OpenWindows<>(windows, this::newTable, GroupTable::close);
  }

  private GroupTable<Object, Object> newTable() {
    return new GroupTable<>(
        keys.identityCodec(), keys.payloadCodec(), windows::mergeMarks, job.memory(), job.spill());
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
      GroupTable<Object, Object> table = open.table(window);
      if (table == null) {
        dropped++;
      } else {
        table.add(identity, payload, windows.mark(timestamp, window));
      }
    }
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
    if (!groups.relinquish()) {
      job.closeAtEnd(groups);
    }
  }

  @Override
  public void close() {
    open.close();
  }
}
