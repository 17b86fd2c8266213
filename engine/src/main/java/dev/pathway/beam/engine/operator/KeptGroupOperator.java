// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.operator.KeptGroups.KeptGroup;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

  /**
   * Creates the operator of one worker.
   *
   * @param check the check of what is made of groups that change, if there is one
   */
  KeptGroupOperator(
      GroupNode node, StageSpec spec, Job job, Body body, @Nullable GroupOutputCheck check) {
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
            isOrdered(node),
            check);
  }

  /**
   * Returns whether payloads are kept with a number: whole elements are replayed in order of time.
   */
  static boolean isOrdered(GroupNode node) {
    return node.payload() == GroupNode.Payload.ELEMENTS || node.windows().marked();
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
    groups.seal(
        (tableKey, before, after) -> {
          emit(-1, tableKey, before);
          emit(1, tableKey, after);
        });
    body.diff(1);
  }

  @Override
  public long growth(StageWork work) {
    return work.growth();
  }

  /** Emits all groups as they were at the end of the last epoch, of keys for which it is asked. */
  void emitPast(Predicate<Object> identities) throws IOException {
    groups.past(
        tableKey -> identities.test(groupKeys.identity(tableKey)),
        (tableKey, group) -> emit(1, tableKey, group));
  }

  private void emit(int diff, Object tableKey, KeptGroup group) throws IOException {
    if (group.isEmpty()) {
      return;
    }
    Object key = groupKeys.key(tableKey);
    body.diff(diff);
    body.accept(
        keys.group(key, group),
        groupKeys.outputTimestamp(tableKey, windows.marked() ? group.mark(windows) : 0),
        groupKeys.resultWindows(tableKey),
        windows.resultPane(),
        null);
  }
}
