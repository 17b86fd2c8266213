// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.SinkNode;
import dev.pathway.beam.engine.plan.SinkNode.Deletions;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;

/**
 * Gathers what changed until all others have sealed the epoch; if no sink has a deletion that it
 * cannot express, emits what was inserted.
 */
final class SinkOperator implements Operator {
  private static final byte[] NOTHING = {};

  private final SinkNode node;
  private final Body body;
  private final Job job;
  private final Epoch epoch;
  private final ElementBytes elements;
  private final Delta changes;

  SinkOperator(SinkNode node, StageSpec spec, Job job, Body body) {
    this.node = node;
    this.body = body;
    this.job = job;
    epoch = job.epoch();
    elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
    changes = epoch.scratch();
  }

  @Override
  public void frame(Frame frame) {
    RowWalk.over(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    changes.add(((RowBytes) frame.identity(row)).bytes(), NOTHING, frame.diff(row));
  }

  @Override
  public void seal(long ignored) throws Exception {
    PairCursor rows = changes.seal();
    epoch.awaitSealed(job);
    if (node.deletions() == Deletions.FAIL) {
      refuseDeletions(changes.cursor());
    }
    epoch.checked();
    epoch.awaitChecked(job);
    while (rows.nextKey()) {
      if (rows.nextValue() && (rows.weight() > 0 || node.deletions() == Deletions.HAND_ON)) {
        int diff = Long.signum(rows.weight());
        for (long count = Math.abs(rows.weight()); count > 0; count--) {
          body.diff(diff);
          body.element(elements.element(rows.key(), 0));
        }
      }
    }
    body.diff(1);
    changes.close();
  }

  private void refuseDeletions(PairCursor rows) throws IOException {
    long deleted = 0;
    Object example = node;
    while (rows.nextKey()) {
      if (rows.nextValue() && rows.weight() < 0) {
        if (deleted == 0) {
          example = elements.element(rows.key(), 0);
        }
        deleted -= rows.weight();
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
                  + " of its elements are no longer there, such as "
                  + example
                  + ". Nothing was written. Use --onDeletion=ignore if that may stand"));
    }
  }

  @Override
  public void close() throws IOException {
    changes.close();
  }
}
