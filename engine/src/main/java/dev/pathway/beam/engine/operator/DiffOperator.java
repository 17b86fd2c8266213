// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.StageWork;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.List;

/**
 * Compares a collection with what it was in the last epoch, by walking through both in the order of
 * the rows' bytes.
 *
 * <p>What is kept is a count for each row, under the row's partition, so that the workers of a
 * later run, which may be more or fewer, each find their own.
 */
final class DiffOperator implements Operator {
  private static final byte[] NOTHING = {};

  private final DiffNode node;
  private final Body body;
  private final Job job;
  private final Epoch epoch;
  private final Partitions partitions;
  private final ElementBytes elements;
  private final Delta now;

  DiffOperator(DiffNode node, StageSpec spec, Job job, Body body, Partitions partitions) {
    this.node = node;
    this.body = body;
    this.job = job;
    this.partitions = partitions;
    epoch = job.epoch();
    elements =
        new ElementBytes(spec.rows(), spec.collection(node.inputType()).elementCodec().create());
    now = epoch.scratch();
  }

  @Override
  public void frame(Frame frame) {
    Insertions.takeAll(frame, node.name(), job, this::add);
  }

  private void add(Frame frame, int row) throws IOException {
    now.add(KeptRows.key((EncodedIdentity) frame.identity(row), partitions), NOTHING, 1);
  }

  @Override
  public void seal(long ignored) throws Exception {
    Delta delta = epoch.delta(node.id());
    PairCursor changes =
        PairCursor.merged(
            List.of(
                now.seal(), PairCursor.negated(new KeptRows(epoch.reader(node.id()), partitions))));
    while (changes.nextKey()) {
      while (changes.nextValue()) {
        delta.add(changes.key(), NOTHING, changes.weight());
        body.diff(Math.toIntExact(changes.weight()));
        Object element = elements.element(changes.key(), KeptRows.PREFIX_BYTES);
        body.input(changes.key(), element);
        body.element(element);
      }
    }
    delta.seal();
    body.diff(1);
    now.close();
  }

  @Override
  public long growth(StageWork work) {
    return work.inserted() - work.deleted();
  }

  @Override
  public void close() throws IOException {
    now.close();
  }
}
