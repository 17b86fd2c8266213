// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.CombineModel.Total;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows by key and window, and keeps what it takes from epoch to epoch; emits the results
 * that changed, as they were and as they are.
 */
final class KeptCombineOperator implements Operator {
  /** What is kept of the groups. */
  interface Aggregates {
    /** Adds a payload to a group, or takes it away. */
    void add(Object tableKey, @Nullable Object payload, long mark, int diff) throws IOException;

    /** Hands over every group whose result may have changed. */
    void seal(Changes changes) throws Exception;

    /**
     * Hands over groups as they were at the end of the last epoch, as if they were new.
     *
     * @param wanted of which table keys
     */
    void past(Predicate<Object> wanted, Changes changes) throws Exception;

    /** Returns the result of what was handed over of a group. */
    @Nullable Object result(Object aggregate);
  }

  /** Takes results that may have changed. */
  interface Changes {
    /** Takes what is kept of a group before and after the epoch, null where it was empty. */
    void take(
        Object tableKey,
        @Nullable Object before,
        long markBefore,
        @Nullable Object after,
        long mark);
  }

  private final CombineNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final GroupKeys groupKeys;
  private final Aggregates aggregates;

  KeptCombineOperator(CombineNode node, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    groupKeys = new GroupKeys(keys, windows);
    body.onCommit(node.combine()::bundleCommitted);
    Total total = windows.marked() ? null : node.combine().total();
    aggregates =
        total == null
            ? new KeptAccumulators(node, job, groupKeys)
            : new KeptTotals(node.name(), node.id(), total, job.epoch(), groupKeys);
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    long timestamp = frame.timestamp(row);
    for (Object window : groupKeys.windows(frame.windows(row))) {
      aggregates.add(
          groupKeys.tableKey(window, identity),
          payload,
          windows.mark(timestamp, window),
          frame.diff(row));
    }
  }

  @Override
  public void seal(long ignored) throws Exception {
    aggregates.seal(
        (tableKey, before, markBefore, after, mark) -> {
          emit(-1, tableKey, before, markBefore);
          emit(1, tableKey, after, mark);
        });
    body.diff(1);
  }

  @Override
  public long growth(StageWork work) {
    return work.growth();
  }

  /** Emits all results of the last epoch, of keys for which it is asked. */
  void emitPast(Predicate<Object> identities) throws Exception {
    aggregates.past(
        tableKey -> identities.test(groupKeys.identity(tableKey)),
        (tableKey, none, noMark, result, mark) -> emit(1, tableKey, result, mark));
  }

  private void emit(int diff, Object tableKey, @Nullable Object aggregate, long mark) {
    if (aggregate == null) {
      return;
    }
    Object result;
    try {
      result = aggregates.result(aggregate);
    } catch (Throwable t) {
      throw new StepFailure(node.name(), t);
    }
    Object key = groupKeys.key(tableKey);
    body.diff(diff);
    body.inputKey(groupKeys.codec(), tableKey, key);
    body.accept(
        keys.pair(key, result),
        groupKeys.outputTimestamp(tableKey, mark),
        groupKeys.resultWindows(tableKey),
        windows.resultPane(),
        null);
  }
}
