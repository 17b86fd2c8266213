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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups rows by key and window, and keeps the groups from epoch to epoch; emits the groups that
 * changed, as they were and as they are, or all that there are.
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
  private final @Nullable Partitions whole;

  /**
   * Creates the operator of one worker.
   *
   * @param checks of what is made of groups, if there are any
   * @param whole which keys are this worker's if it is to emit all groups and keep none, for
   *     another one does; null if it emits what changed
   */
  KeptGroupOperator(
      GroupNode node,
      StageSpec spec,
      Job job,
      Body body,
      @Nullable StageChecks checks,
      @Nullable Partitions whole) {
    this.node = node;
    this.whole = whole;
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
            whole == null ? job.epoch().delta(node.id()) : job.epoch().passing(),
            new GroupHashes(
                checks == null ? List.of() : checks.ofGroups(),
                node.id(),
                whole != null,
                job.epoch()));
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
    Partitions own = whole;
    if (own == null) {
      groups.change(
          (tableKey, before, after) -> {
            emit(-1, tableKey, before);
            emit(1, tableKey, after);
          });
    } else {
      body.areOld(false);
      groups.change((tableKey, before, after) -> emit(1, tableKey, after));
      body.areOld(true);
      groups.rest(
          tableKey -> own.ownsHash(groupKeys.identity(tableKey).hashCode()),
          (tableKey, group) -> emit(1, tableKey, group));
    }
    groups.seal();
    body.diff(1);
  }

  @Override
  public long growth(StageWork work) {
    return whole == null ? work.growth() : 0;
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
