// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.operator.RowChanges.Change;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/**
 * Hands to the step behind it, which is a {@link MemoFn}, the rows whose number changed, and with a
 * diff of 0 all others if a view changed or the step is to run on every row.
 *
 * <p>Where the step reads no views, workers share the rows evenly: what is remembered of a row is
 * found by any of them.
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
    changes.seal();
    PairCursor again =
        node.everyRow()
            ? new KeptRows(KeptOutputs.rows(node, job.epoch()), partitions)
            : KeptRows.ifViewsChanged(node.views(), node.id(), job, partitions);
    RowChanges own = new RowChanges(changes, again);
    if (node.views().isEmpty()) {
      ChangedRows shared = ChangedRows.of(job, node.id());
      shared.add(own, job);
      for (Change next = shared.take(); next != null; next = shared.take()) {
        emit(next.row(), next.diff());
      }
    } else {
      for (Change next = own.next(); next != null; next = own.next()) {
        emit(next.row(), next.diff());
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
  public long growth(StageWork work) {
    return work.growth();
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
