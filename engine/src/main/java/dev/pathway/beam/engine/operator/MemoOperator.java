// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;

/**
 * Hands to the step behind it, which is a {@link MemoFn}, the rows whose number changed, and with a
 * diff of 0 all others if a view changed.
 */
final class MemoOperator implements Operator {
  private static final byte[] NOTHING = {};

  private final MemoNode node;
  private final Body body;
  private final Job job;
  private final Partitions partitions;
  private final ElementBytes elements;
  private final MemoRow current;
  private final Delta changes;

  MemoOperator(
      MemoNode node, StageSpec spec, Job job, Body body, Partitions partitions, MemoRow current) {
    this.node = node;
    this.body = body;
    this.job = job;
    this.partitions = partitions;
    this.current = current;
    elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
    changes = job.epoch().scratch();
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    EncodedIdentity bytes = (EncodedIdentity) frame.identity(row);
    changes.add(KeptRows.key(bytes, partitions), NOTHING, frame.diff(row));
  }

  @Override
  public void seal(long ignored) throws Exception {
    for (PairCursor changed = changes.seal(); changed.nextKey(); ) {
      while (changed.nextValue()) {
        emit(changed.key(), Math.toIntExact(changed.weight()));
      }
    }
    SeekableCursor done = changes.cursor();
    PairCursor again = KeptRows.ifViewsChanged(node.views(), node.id(), job, partitions);
    while (again.nextKey()) {
      if (!done.seek(again.key())) {
        emit(again.key(), 0);
      }
    }
    body.diff(1);
    changes.close();
  }

  private void emit(byte[] row, int diff) throws IOException {
    current.set(row);
    body.diff(diff);
    body.element(elements.element(row, KeptRows.PREFIX_BYTES));
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
