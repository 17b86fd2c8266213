// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.CombineModel.Total;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates rows by key and window, and keeps what it takes from epoch to epoch; emits the results
 * that changed, as they were and as they are, or all that there are.
 */
final class KeptCombineOperator implements Operator {
  /** What is kept of the groups. */
  interface Aggregates {
    /** Adds a payload to a group, or takes it away. */
    void add(Object tableKey, @Nullable Object payload, long mark, int diff) throws IOException;

    /** Hands over every group whose result may have changed. */
    void seal(Changes changes) throws Exception;

    /**
     * Hands over groups as they were at the end of the last epoch, as if they were new; after
     * {@link #seal}.
     *
     * @param wanted of which table keys
     */
    void past(Wanted wanted, Changes changes) throws Exception;

    /** Returns the result of what was handed over of a group. */
    @Nullable Object result(Object aggregate);
  }

  /** Says which groups are to be handed over. */
  @FunctionalInterface
  interface Wanted {
    /** Returns whether that of a table key is. */
    boolean test(Object tableKey) throws IOException;
  }

  /** Takes results that may have changed. */
  interface Changes {
    /** Takes what is kept of a group before and after the epoch, null where it was empty. */
    void take(
        Object tableKey,
        @Nullable Object before,
        long markBefore,
        @Nullable Object after,
        long mark)
        throws IOException;
  }

  private static final byte[] NOTHING = {};

  private final CombineNode node;
  private final Body body;
  private final Job job;
  private final KeyModel keys;
  private final WindowModel windows;
  private final GroupKeys groupKeys;
  private final Aggregates aggregates;
  private final @Nullable Partitions whole;

  /**
   * Creates the operator of one worker.
   *
   * @param whole which keys are this worker's if it is to emit all results and keep nothing, for
   *     another one does; null if it emits what changed
   */
  KeptCombineOperator(CombineNode node, Job job, Body body, @Nullable Partitions whole) {
    this.node = node;
    this.whole = whole;
    this.body = body;
    this.job = job;
    keys = node.keys();
    windows = node.windows();
    groupKeys = new GroupKeys(keys, windows);
    body.onCommit(node.combine()::bundleCommitted);
    Total total = windows.marked() ? null : node.combine().total();
    Epoch epoch = job.epoch();
    Function<String, Delta> deltas = whole == null ? epoch::delta : name -> epoch.passing();
    aggregates =
        total == null
            ? new KeptAccumulators(node, job, groupKeys, deltas)
            : new KeptTotals(
                node.name(), node.id(), total, epoch, groupKeys, deltas.apply(node.id()));
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
    Partitions own = whole;
    if (own == null) {
      aggregates.seal(
          (tableKey, before, markBefore, after, mark) -> {
            emit(-1, tableKey, before, markBefore);
            emit(1, tableKey, after, mark);
          });
    } else {
      emitAll(own);
    }
    body.diff(1);
  }

  private void emitAll(Partitions own) throws Exception {
    Delta changed = job.epoch().passing();
    body.areOld(false);
    aggregates.seal(
        (tableKey, before, markBefore, after, mark) -> {
          changed.add(groupKeys.bytes(tableKey), NOTHING, 1);
          emit(1, tableKey, after, mark);
        });
    changed.seal();
    body.areOld(true);
    SeekableCursor handedOver = changed.cursor();
    aggregates.past(
        tableKey ->
            own.ownsHash(groupKeys.identity(tableKey).hashCode())
                && !handedOver.seek(groupKeys.bytes(tableKey)),
        (tableKey, none, noMark, result, mark) -> emit(1, tableKey, result, mark));
  }

  @Override
  public long growth(StageWork work) {
    return whole == null ? work.growth() : 0;
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
    body.inputKey(groupKeys, tableKey);
    body.accept(
        keys.pair(key, result),
        groupKeys.outputTimestamp(tableKey, mark),
        groupKeys.resultWindows(tableKey),
        windows.resultPane(),
        null);
  }
}
