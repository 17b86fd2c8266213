// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.plan.DiffNode;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a collection with what it was in the last epoch, by walking through both in the order of
 * the rows' bytes.
 *
 * <p>What is kept is a count for each row, under the row's partition, so that the workers of a
 * later run, which may be more or fewer, each find their own. Where outputs are checked, what is to
 * be known of them stands beside the row.
 */
final class DiffOperator implements Operator {
  private static final byte[] NOTHING = {};

  private final DiffNode node;
  private final Body body;
  private final Job job;
  private final Epoch epoch;
  private final Partitions partitions;
  private final ElementBytes elements;
  private final @Nullable OutputCheck check;
  private final Delta now;

  DiffOperator(
      DiffNode node,
      StageSpec spec,
      Job job,
      Body body,
      Partitions partitions,
      @Nullable OutputCheck check) {
    this.check = check;
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
    SeekableCursor before = epoch.reader(node.id());
    PairCursor changes =
        PairCursor.merged(
            List.of(
                now.seal(),
                PairCursor.negated(
                    new KeyCounts(new KeptRows(epoch.reader(node.id()), partitions)))));
    while (changes.nextKey()) {
      while (changes.nextValue()) {
        Object element = elements.element(changes.key(), KeptRows.PREFIX_BYTES);
        body.diff(Math.toIntExact(changes.weight()));
        body.input(changes.key(), element);
        body.element(element);
        byte[] outputs = check == null ? NOTHING : check.outputs();
        if (check != null && changes.weight() < 0 && !isKept(before, changes, outputs)) {
          throw check.mismatch();
        }
        delta.add(changes.key(), outputs, changes.weight());
      }
    }
    delta.seal();
    body.diff(1);
    now.close();
  }

  private static boolean isKept(SeekableCursor before, PairCursor taken, byte[] outputs)
      throws IOException {
    boolean isKnown = before.seek(taken.key());
    while (isKnown && before.nextValue()) {
      if (Arrays.equals(before.value(), outputs)) {
        return before.weight() + taken.weight() >= 0;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    now.close();
  }
}
