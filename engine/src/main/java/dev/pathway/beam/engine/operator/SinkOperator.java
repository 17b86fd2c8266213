// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/**
 * Gathers what changed until all others have sealed the epoch; if no sink has a deletion that it
 * cannot express, emits what was inserted.
 *
 * <p>All rows are kept: to be emitted again when a view changes that what follows reads, and to be
 * compared with those of another plan.
 */
final class SinkOperator implements Operator {
  /** Under which a row counts that is taken back because a view changed. */
  private static final byte[] TAKEN_BACK = {0};

  /** Under which all others count; after the former in the order of bytes. */
  private static final byte[] CHANGED = {1};

  private final SinkNode node;
  private final Body body;
  private final Job job;
  private final Epoch epoch;
  private final ElementBytes elements;
  private final Partitions partitions;
  private final Delta changes;
  private final Delta kept;
  private long takenAway;

  SinkOperator(SinkNode node, StageSpec spec, Job job, Body body, Partitions partitions) {
    this.node = node;
    this.body = body;
    this.job = job;
    epoch = job.epoch();
    elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
    this.partitions = partitions;
    changes = epoch.scratch();
    kept = epoch.delta(node.id());
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    byte[] key = KeptRows.key((EncodedIdentity) frame.identity(row), partitions);
    changes.add(key, CHANGED, frame.diff(row));
    kept.add(key, CHANGED, frame.diff(row));
  }

  @Override
  public void seal(long ignored) throws Exception {
    if (epoch.isWhole(node.id())) {
      takeAwayKept();
    }
    kept.seal();
    PairCursor again = KeptRows.ifViewsChanged(node.views(), node.id(), job, partitions);
    repeat(epoch.isAnew(node.id()) ? keptRows() : again);
    PairCursor rows = changes.seal();
    epoch.awaitSealed(job);
    if (node.deletions() == Deletions.FAIL) {
      refuseDeletions(changes.cursor());
    }
    epoch.checked();
    epoch.awaitChecked(job);
    while (rows.nextKey()) {
      while (rows.nextValue()) {
        if (rows.weight() > 0 || node.deletions() == Deletions.HAND_ON) {
          emit(rows);
        }
      }
    }
    body.diff(1);
    changes.close();
  }

  /** Leaves, of all the rows there are, those that are not among the ones there were. */
  private void takeAwayKept() throws IOException {
    PairCursor before = keptRows();
    while (before.nextKey()) {
      while (before.nextValue()) {
        changes.add(before.key(), CHANGED, -before.weight());
        kept.add(before.key(), CHANGED, -before.weight());
        takenAway += before.weight();
      }
    }
  }

  private void repeat(PairCursor rows) throws IOException {
    while (rows.nextKey()) {
      while (rows.nextValue()) {
        changes.add(rows.key(), TAKEN_BACK, -rows.weight());
        changes.add(rows.key(), CHANGED, rows.weight());
      }
    }
  }

  private PairCursor keptRows() {
    return new KeptRows(epoch.reader(node.id()), partitions);
  }

  private void emit(PairCursor row) throws IOException {
    for (long count = Math.abs(row.weight()); count > 0; count--) {
      // Each time: a bundle that ends resets it.
      body.diff(Long.signum(row.weight()));
      body.element(elements.element(row.key(), KeptRows.PREFIX_BYTES));
    }
  }

  private void refuseDeletions(PairCursor rows) throws IOException {
    long deleted = 0;
    Object example = node;
    while (rows.nextKey()) {
      while (rows.nextValue()) {
        if (rows.weight() < 0) {
          if (deleted == 0) {
            example = elements.element(rows.key(), KeptRows.PREFIX_BYTES);
          }
          deleted -= rows.weight();
        }
      }
    }
    if (deleted > 0) {
      throw new StepFailure(
          node.name(),
          new IllegalStateException(
              "'"
                  + node.name()
                  + "' can only add to what it wrote, but "
                  + deleted
                  + " of its elements are no longer there, or not with the same side inputs or function, such as "
                  + example
                  + ". Nothing was written. Use --onDeletion=IGNORE if that may stand"));
    }
  }

  @Override
  public long growth(StageWork work) {
    return work.growth() - takenAway;
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
