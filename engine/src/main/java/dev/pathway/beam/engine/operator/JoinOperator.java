// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.JoinSide.Values;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.spi.JoinModel;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins two sides, each of which is an arrangement of its own, and emits how the pairs of the keys
 * that changed differ from those of the last epoch.
 */
final class JoinOperator implements Operator {
  /*
   * With L and R as they were, L' and R' as they are, and the changes dL and dR between them, the
   * pairs change by dL x R' + L x dR: work in proportion to the pairs that come or go, however
   * large the sides are. Rows without a match are L where R is empty, and so on: they change by dL
   * where R stays empty, by all of L where it does not.
   *
   * All results of a key and window have one timestamp. Where it depends on rows' marks and becomes
   * another one, all of them change: L x R go and L' x R' come.
   */

  /** Rows that are paired with the other side in one go. */
  private static final int BLOCK = 1_024;

  private final JoinNode node;
  private final Job job;
  private final Body body;
  private final KeyModel keys;
  private final WindowModel windows;
  private final JoinModel join;
  private final GroupKeys groupKeys;
  private final Codec<Object> keyCodec;
  private final JoinSide left;
  private final JoinSide right;
  private final EncodeBuffer buffer = new EncodeBuffer();

  JoinOperator(JoinNode node, Job job, Body body) {
    this.node = node;
    this.job = job;
    this.body = body;
    keys = node.keys();
    windows = node.windows();
    join = node.join();
    groupKeys = new GroupKeys(keys, windows);
    keyCodec = groupKeys.codec();
    left = side("/left");
    right = side("/right");
  }

  private JoinSide side(String suffix) {
    return new JoinSide(node.name(), node.id() + suffix, job.epoch(), keys.payloadCodec(), windows);
  }

  /** A payload and by how much the number of its occurrences changed. */
  private record Changed(@Nullable Object payload, long weight) {}

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    JoinSide side = join.isLeft(payload) ? left : right;
    for (Object window : groupKeys.windows(frame.windows(row))) {
      buffer.clear();
      Object key = groupKeys.tableKey(window, identity);
      side.add(
          buffer.encode(keyCodec, key).toByteArray(),
          payload,
          windows.mark(frame.timestamp(row), window),
          frame.diff(row));
    }
  }

  @Override
  public void seal(long ignored) throws Exception {
    PairCursor changed = PairCursor.merged(List.of(left.seal(), right.seal()));
    while (changed.nextKey()) {
      byte[] key = changed.key();
      Object tableKey = keyCodec.decode(new ArrayInput(key));
      Long before = mark(key, false);
      Long after = mark(key, true);
      if (before == null || after == null || before.equals(after)) {
        // Without rows before there is nothing to take back, and without rows after nothing new.
        Long mark = after == null ? before : after;
        new Results(key, tableKey, mark == null ? 0 : mark).change();
      } else {
        new Results(key, tableKey, before).all(false, -1);
        new Results(key, tableKey, after).all(true, 1);
      }
    }
    body.diff(1);
  }

  /** Returns the merged mark of a key's rows before the epoch, or after it; null without rows. */
  private @Nullable Long mark(byte[] key, boolean after) throws IOException {
    if (!windows.marked()) {
      return 0L;
    }
    Long ofLeft = left.mark(key, after);
    Long ofRight = right.mark(key, after);
    if (ofLeft == null || ofRight == null) {
      return ofLeft == null ? ofRight : ofLeft;
    }
    return windows.mergeMarks(ofLeft, ofRight);
  }

  /** Emits results of one key in one window with one timestamp. */
  private final class Results {
    private final byte[] key;
    private final @Nullable Object userKey;
    private final long timestamp;
    private final @Nullable Object resultWindows;

    Results(byte[] key, Object tableKey, long mark) {
      this.key = key;
      userKey = groupKeys.key(tableKey);
      timestamp = groupKeys.outputTimestamp(tableKey, mark);
      resultWindows = groupKeys.resultWindows(tableKey);
    }

    /** Emits how they have changed. */
    void change() throws IOException {
      pair(left.changes(key), right, true, 1);
      pair(right.changes(key), left, false, 1);
      changeOfUnmatched(left, right);
      changeOfUnmatched(right, left);
    }

    /** Emits all there were, or all there are. */
    void all(boolean after, int sign) throws IOException {
      pair(left.all(key, after), right, after, sign);
      if (join.keepsUnmatched(true) && !right.isThere(key, after)) {
        unmatched(left.all(key, after), left, sign);
      }
      if (join.keepsUnmatched(false) && !left.isThere(key, after)) {
        unmatched(right.all(key, after), right, sign);
      }
    }

    /** Emits the pairs of rows of one side with those of the other as they were, or are. */
    private void pair(Values rows, JoinSide other, boolean after, int sign) throws IOException {
      List<Changed> block = new ArrayList<>();
      boolean more = rows.next();
      while (more) {
        block.clear();
        while (more && block.size() < BLOCK) {
          block.add(new Changed(rows.payload(), sign * rows.weight()));
          more = rows.next();
        }
        for (Values match = other.all(key, after); match.next(); ) {
          Object matching = match.payload();
          for (Changed each : block) {
            emit(
                other == right ? each.payload() : matching,
                other == right ? matching : each.payload(),
                each.weight() * match.weight());
          }
        }
      }
    }

    /** Emits how the rows of a side without a match changed. */
    private void changeOfUnmatched(JoinSide side, JoinSide other) throws IOException {
      if (!join.keepsUnmatched(side == left)) {
        return;
      }
      boolean matchedBefore = other.isThere(key, false);
      boolean matchedAfter = other.isThere(key, true);
      if (!matchedBefore && !matchedAfter) {
        unmatched(side.changes(key), side, 1);
      } else if (!matchedBefore) {
        unmatched(side.all(key, false), side, -1);
      } else if (!matchedAfter) {
        unmatched(side.all(key, true), side, 1);
      }
    }

    private void unmatched(Values rows, JoinSide side, int sign) throws IOException {
      while (rows.next()) {
        Object payload = rows.payload();
        emit(side == left ? payload : null, side == left ? null : payload, sign * rows.weight());
      }
    }

    private void emit(@Nullable Object leftPayload, @Nullable Object rightPayload, long weight) {
      for (long rest = weight; rest != 0; ) {
        // Rows count in ints; pairs are as many as the product of two of them.
        int part = (int) Math.max(-Integer.MAX_VALUE, Math.min(rest, Integer.MAX_VALUE));
        body.diff(part);
        body.accept(
            join.joined(userKey, leftPayload, rightPayload),
            timestamp,
            resultWindows,
            windows.resultPane(),
            null);
        rest -= part;
      }
    }
  }
}
