// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.io.IOException;

/**
 * Emits all rows of a collection that a {@link DiffOperator} compares with what it was, as they are
 * read, in the form in which that one would emit them.
 */
final class WholeRowsOperator implements Operator {
  private final DiffNode node;
  private final Body body;
  private final Job job;
  private final Partitions partitions;
  private final ElementBytes elements;

  /**
   * Creates the operator of one worker.
   *
   * @param node the comparison
   */
  WholeRowsOperator(DiffNode node, StageSpec spec, Job job, Body body, Partitions partitions) {
    this.node = node;
    this.body = body;
    this.job = job;
    this.partitions = partitions;
    elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::emit);
  }

  private void emit(Frame frame, int row) throws IOException {
    byte[] key = KeptRows.key((EncodedIdentity) frame.identity(row), partitions);
    // What the coder leaves out is not there either when the row is taken back.
    Object element = elements.element(key, KeptRows.PREFIX_BYTES);
    body.input(key, element);
    body.element(element);
  }
}
