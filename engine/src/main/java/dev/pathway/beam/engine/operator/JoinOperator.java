// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.JoinSide.Values;
import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.spi.JoinModel;
import dev.pathway.beam.engine.spi.KeyModel;
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
   */

  /** Changed rows that are paired with the other side in one go. */
  private static final int BLOCK = 1_024;

  private final JoinNode node;
  private final Job job;
  private final Body body;
  private final KeyModel keys;
  private final JoinModel join;
  private final GroupKeys groupKeys;
  private final Codec<Object> keyCodec;
  private final Codec<Object> payloads;
  private final JoinSide left;
  private final JoinSide right;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private @Nullable Object tableKey;

  JoinOperator(JoinNode node, Job job, Body body) {
    this.node = node;
    this.job = job;
    this.body = body;
    keys = node.keys();
    join = node.join();
    groupKeys = new GroupKeys(keys, node.windows());
    keyCodec = groupKeys.codec();
    payloads = keys.payloadCodec();
    left = new JoinSide(node.name(), node.id() + "/left", job.epoch());
    right = new JoinSide(node.name(), node.id() + "/right", job.epoch());
  }

  /** A payload and by how much the number of its occurrences changed. */
  private record Changed(@Nullable Object payload, long weight) {}

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  @SuppressWarnings("NullAway") // A payload may be null if its codec can encode that.
  private void add(Frame frame, int row) throws IOException {
    Object identity = frame.identity(row);
    Object payload = keys.payload(frame.value(row));
    buffer.clear();
    byte[] bytes = buffer.encode(payloads, payload).toByteArray();
    JoinSide side = join.isLeft(payload) ? left : right;
    for (Object window : groupKeys.windows(frame.windows(row))) {
      buffer.clear();
      Object key = groupKeys.tableKey(window, identity);
      side.add(buffer.encode(keyCodec, key).toByteArray(), bytes, frame.diff(row));
    }
  }

  @Override
  public void seal(long ignored) throws Exception {
    PairCursor changed = PairCursor.merged(List.of(left.seal(), right.seal()));
    while (changed.nextKey()) {
      byte[] key = changed.key();
      tableKey = keyCodec.decode(new ArrayInput(key));
      pair(left.changes(key), right, key, true);
      pair(right.changes(key), left, key, false);
      if (join.keepsUnmatched(true)) {
        unmatched(left, right, key);
      }
      if (join.keepsUnmatched(false)) {
        unmatched(right, left, key);
      }
    }
    body.diff(1);
  }

  /** Emits the pairs of changed rows of one side with the rows of the other. */
  private void pair(Values changes, JoinSide other, byte[] key, boolean changesAreLeft)
      throws IOException {
    List<Changed> block = new ArrayList<>();
    boolean more = changes.next();
    while (more) {
      block.clear();
      while (more && block.size() < BLOCK) {
        block.add(new Changed(payload(changes), changes.weight()));
        more = changes.next();
      }
      // The left side's changes meet the right as it is, the right side's the left as it was.
      for (Values match = other.all(key, changesAreLeft); match.next(); ) {
        Object matching = payload(match);
        for (Changed each : block) {
          emit(
              changesAreLeft ? each.payload() : matching,
              changesAreLeft ? matching : each.payload(),
              each.weight() * match.weight());
        }
      }
    }
  }

  /** Emits how the rows of a side without a match changed. */
  private void unmatched(JoinSide side, JoinSide other, byte[] key) throws IOException {
    boolean matchedBefore = other.isThere(key, false);
    boolean matchedAfter = other.isThere(key, true);
    if (!matchedBefore && !matchedAfter) {
      emitAll(side.changes(key), side, 1);
    } else if (!matchedBefore) {
      emitAll(side.all(key, false), side, -1);
    } else if (!matchedAfter) {
      emitAll(side.all(key, true), side, 1);
    }
  }

  private void emitAll(Values rows, JoinSide side, int sign) throws IOException {
    while (rows.next()) {
      Object payload = payload(rows);
      emit(side == left ? payload : null, side == left ? null : payload, sign * rows.weight());
    }
  }

  private @Nullable Object payload(Values at) throws IOException {
    return payloads.decode(new ArrayInput(at.payload()));
  }

  private void emit(@Nullable Object leftPayload, @Nullable Object rightPayload, long weight) {
    if (tableKey == null) {
      throw new IllegalStateException("no key");
    }
    for (long rest = weight; rest != 0; ) {
      // Rows count in ints; pairs are as many as the product of two of them.
      int part = (int) Math.max(-Integer.MAX_VALUE, Math.min(rest, Integer.MAX_VALUE));
      body.diff(part);
      body.accept(
          keys.pair(groupKeys.key(tableKey), join.joined(leftPayload, rightPayload)),
          groupKeys.outputTimestamp(tableKey, 0),
          groupKeys.resultWindows(tableKey),
          node.windows().resultPane(),
          null);
      rest -= part;
    }
  }
}
