// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.PastNode;
import java.io.IOException;

/**
 * Emits all that another operator had emitted by the end of the last epoch, from what that keeps:
 * each worker what belongs to its partitions.
 */
final class PastOperator implements Operator {
  private final PastNode node;
  private final StageSpec spec;
  private final Job job;
  private final Body body;
  private final Partitions partitions;

  PastOperator(PastNode node, StageSpec spec, Job job, Body body, Partitions partitions) {
    this.node = node;
    this.spec = spec;
    this.job = job;
    this.body = body;
    this.partitions = partitions;
  }

  @Override
  public void produce() throws Exception {
    if (node.of() instanceof GroupNode group) {
      new KeptGroupOperator(group, spec, job, body, null).emitPast(this::owns);
    } else if (node.of() instanceof CombineNode combine) {
      new KeptCombineOperator(combine, job, body).emitPast(this::owns);
    } else {
      emitRows();
    }
  }

  private boolean owns(Object identity) {
    return partitions.destination(identity.hashCode()) == partitions.self();
  }

  private void emitRows() throws IOException {
    ElementBytes elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
    KeptRows rows = new KeptRows(job.epoch().reader(node.of().id()), partitions);
    while (rows.nextKey()) {
      while (rows.nextValue()) {
        for (long count = rows.weight(); count > 0; count--) {
          body.element(elements.element(rows.key(), KeptRows.PREFIX_BYTES));
        }
      }
    }
  }
}
