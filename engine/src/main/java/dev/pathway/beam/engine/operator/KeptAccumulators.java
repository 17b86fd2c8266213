// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Aggregates;
import dev.pathway.beam.engine.operator.KeptCombineOperator.Changes;
import dev.pathway.beam.engine.operator.KeptGroups.KeptGroup;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.WindowModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates of any kind: all inputs are kept, and each group's accumulator, to which inputs are
 * added. When inputs are taken away the group is aggregated anew.
 */
final class KeptAccumulators implements Aggregates {
  private static final int MARK_BYTES = Long.BYTES;

  private final CombineNode node;
  private final Epoch epoch;
  private final WindowModel windows;
  private final KeptGroups inputs;
  private final Delta results;
  private final Codec<Object> codec;
  private final Codec<Object> payloads;
  private final Accumulation<@Nullable Object, Object> accumulation;
  private final EncodeBuffer buffer = new EncodeBuffer();

  KeptAccumulators(CombineNode node, Job job, GroupKeys keys) {
    this.node = node;
    epoch = job.epoch();
    windows = node.windows();
    payloads = node.keys().payloadCodec();
    inputs = new KeptGroups(node.name(), node.id(), epoch, keys, payloads, windows.marked());
    results = epoch.delta(resultsOf(node));
    codec = node.combine().accumulatorCodec();
    accumulation = node.combine().accumulation(job, node.name());
  }

  private static String resultsOf(CombineNode node) {
    return node.id() + "/results";
  }

  @Override
  public void add(Object tableKey, @Nullable Object payload, long mark, int diff)
      throws IOException {
    inputs.add(tableKey, payload, mark, diff);
  }

  @Override
  public long seal(Changes changes) throws Exception {
    SeekableCursor kept = epoch.reader(resultsOf(node));
    long touched = 0;
    for (PairCursor changed = inputs.seal(); changed.nextKey(); touched++) {
      byte[] key = changed.key();
      byte[] before = kept.seek(key) && kept.nextValue() ? kept.value() : null;
      byte[] after = after(changed, before);
      if (!Arrays.equals(before, after)) {
        if (before != null) {
          results.add(key, before, -1);
        }
        if (after != null) {
          results.add(key, after, 1);
        }
        changes.take(
            inputs.tableKey(key),
            accumulator(before),
            mark(before),
            accumulator(after),
            mark(after));
      }
    }
    results.seal();
    return touched;
  }

  @Override
  public void past(Changes changes) throws Exception {
    inputs.seal();
    results.seal();
    for (PairCursor kept = epoch.reader(resultsOf(node)); kept.nextKey(); ) {
      Object tableKey = inputs.tableKey(kept.key());
      while (kept.nextValue()) {
        changes.take(tableKey, null, 0, accumulator(kept.value()), mark(kept.value()));
      }
    }
  }

  /** Returns the mark and the accumulator of a group after the epoch, or null if it is empty. */
  @SuppressWarnings("NullAway") // A payload may be null if the aggregation can take that.
  private byte @Nullable [] after(PairCursor changed, byte @Nullable [] before) throws Exception {
    byte[] key = changed.key();
    if (before != null && inputs.takesAway(key)) {
      // Before anything is added: there may be functions that refuse the new beside the old.
      return anew(inputs.after(key));
    }
    Object accumulator = before == null ? accumulation.create() : decode(before);
    long mark = mark(before);
    boolean empty = before == null;
    while (changed.nextValue()) {
      if (changed.weight() < 0) {
        return anew(inputs.after(key));
      }
      long inputMark = inputs.order(changed.value());
      for (long copies = changed.weight(); copies > 0; copies--) {
        accumulator = accumulation.add(accumulator, inputs.payload(changed.value()));
      }
      mark = empty ? inputMark : windows.mergeMarks(mark, inputMark);
      empty = false;
    }
    return encode(mark, accumulator);
  }

  @SuppressWarnings("NullAway") // A payload may be null if the aggregation can take that.
  private byte @Nullable [] anew(KeptGroup group) throws Exception {
    if (group.isEmpty()) {
      return null;
    }
    Object accumulator = accumulation.create();
    for (Object payload : group) {
      accumulator = accumulation.add(accumulator, payload);
    }
    return encode(windows.marked() ? group.mark(windows) : 0, accumulator);
  }

  private byte[] encode(long mark, Object accumulator) throws IOException {
    buffer.clear();
    buffer.write(ByteBuffer.allocate(MARK_BYTES).putLong(mark).array(), 0, MARK_BYTES);
    return buffer.encode(codec, accumulator).toByteArray();
  }

  private static long mark(byte @Nullable [] result) {
    return result == null ? 0 : ByteBuffer.wrap(result).getLong();
  }

  private @Nullable Object accumulator(byte @Nullable [] result) throws IOException {
    return result == null ? null : decode(result);
  }

  private Object decode(byte[] result) throws IOException {
    return codec.decode(new ByteArrayInputStream(result, MARK_BYTES, result.length - MARK_BYTES));
  }

  @Override
  public @Nullable Object result(Object accumulator) {
    return node.combine().extract(accumulator);
  }
}
