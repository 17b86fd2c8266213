// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.KeptGroups.KeptGroup;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/**
 * Groups rows by key and window, and keeps the groups from epoch to epoch; emits the groups that
 * changed, as they were and as they are.
 */
final class KeptGroupOperator implements Operator {
  private final GroupNode node;
  private final Body body;
  private final Job job;
  private final RowModel rows;
  private final KeyModel keys;
  private final WindowModel windows;
  private final boolean wholeElements;
  private final GroupKeys groupKeys;
  private final KeptGroups groups;

  KeptGroupOperator(GroupNode node, StageSpec spec, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    rows = spec.rows();
    keys = node.keys();
    windows = node.windows();
    wholeElements = node.payload() == GroupNode.Payload.ELEMENTS;
    groupKeys = new GroupKeys(keys, windows);
    groups =
        new KeptGroups(
            node.name(),
            node.id(),
            job.epoch(),
            groupKeys,
            wholeElements
                ? spec.collection(node.inputType()).elementCodec().create()
                : keys.payloadCodec(),
            // Whole elements are replayed in the order of time.
            wholeElements || windows.marked());
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object value = frame.value(row);
    long timestamp = frame.timestamp(row);
    Object payload =
        wholeElements
            ? rows.element(value, timestamp, frame.windows(row), frame.pane(row), frame.extras(row))
            : keys.payload(value);
    for (Object window : groupKeys.windows(frame.windows(row))) {
      groups.add(
          groupKeys.tableKey(window, identity),
          payload,
          wholeElements ? timestamp : windows.mark(timestamp, window),
          frame.diff(row));
    }
  }

  @Override
  public void seal(long ignored) throws Exception {
    for (PairCursor changed = groups.seal(); changed.nextKey(); ) {
      Object tableKey = groups.tableKey(changed.key());
      emit(-1, changed.key(), tableKey, groups.before(changed.key()));
      emit(1, changed.key(), tableKey, groups.after(changed.key()));
    }
    body.diff(1);
  }

  private void emit(int diff, byte[] bytes, Object tableKey, KeptGroup group) throws IOException {
    if (group.isEmpty()) {
      return;
    }
    Object key = groupKeys.key(tableKey);
    body.diff(diff);
    body.input(bytes, key);
    body.accept(
        keys.group(key, group),
        groupKeys.outputTimestamp(tableKey, windows.marked() ? group.mark(windows) : 0),
        groupKeys.resultWindows(tableKey),
        windows.resultPane(),
        null);
  }
}
