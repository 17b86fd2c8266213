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
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final OpenWindows<GroupTable<Object, Object>> open;

  WindowGroupOperator(GroupNode node, Job job, Body body) {
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    open =
        new OpenWindows<>(
            node.name(), job, keys, windows, this::newTable, GroupTable::add, GroupTable::close);
  }

  private GroupTable<Object, Object> newTable() {
    return new GroupTable<>(
        keys.identityCodec(), keys.payloadCodec(), windows::mergeMarks, job.memory(), job.spill());
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
  }

  @Override
  public void close() {
    open.close();
  }
}
