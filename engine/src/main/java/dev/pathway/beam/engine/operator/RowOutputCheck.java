// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.OutletCheck.Kind;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The check of a stage whose rows come one by one. Under a hash of the row it keeps that of the
 * outputs, and how often the row was there with them: a retraction that meets another insertion is
 * a mismatch, and so is a row that is made again as something else.
 */
final class RowOutputCheck extends OutputCheck {
  /** Rows that are kept to be named, of those that are compared. */
  private static final int MAX_EXAMPLES = 1_000;

  private final String arrangement;
  private final Epoch epoch;
  private final Map<Long, String> examples = new HashMap<>();
  private final Delta delta;

  /** The sign of the weights that are compared. */
  private final int compared;

  private long input;
  private @Nullable Object shown;
  private boolean compares;

  /** Creates the check of one worker. */
  RowOutputCheck(OutletCheck outlet, Epoch epoch) {
    super(outlet);
    arrangement = outlet.name();
    this.epoch = epoch;
    boolean isAgain = outlet.kind() == Kind.AGAIN;
    delta = isAgain ? epoch.passing() : epoch.delta(arrangement);
    compared = isAgain ? 1 : -1;
  }

  /**
   * Says what the next row is known by.
   *
   * @param hash of that which makes it another row than others
   * @param element the row, or its key, for people
   */
  void input(long hash, @Nullable Object element) {
    input = hash;
    shown = element;
  }

  @Override
  void take(int hash, int rowDiff, boolean isOld) throws IOException {
    if (rowDiff == 0 || (compared > 0 && !isOld)) {
      return;
    }
    delta.add(
        ByteBuffer.allocate(Long.BYTES).putLong(input).array(),
        ByteBuffer.allocate(Integer.BYTES).putInt(hash).array(),
        rowDiff);
    if (Integer.signum(rowDiff) == compared) {
      compares = true;
      if (examples.size() < MAX_EXAMPLES) {
        examples.put(input, WrongRetraction.text(shown));
      }
    }
  }

  /** {@inheritDoc} Compares what was taken back, or made again, with what is kept. */
  @Override
  void seal() throws IOException {
    PairCursor changed = delta.seal();
    if (!compares) {
      return;
    }
    SeekableCursor kept = epoch.reader(arrangement);
    while (changed.nextKey()) {
      while (changed.nextValue()) {
        if (Long.signum(changed.weight()) == compared && isOther(kept, changed)) {
          differs(
              Math.abs(changed.weight()), examples.get(ByteBuffer.wrap(changed.key()).getLong()));
        }
      }
    }
    super.seal();
  }

  private static boolean isOther(SeekableCursor kept, PairCursor now) throws IOException {
    boolean others = false;
    boolean known = kept.seek(now.key());
    while (known && kept.nextValue()) {
      if (Arrays.equals(kept.value(), now.value())) {
        return false;
      }
      others |= kept.weight() > 0;
    }
    return others;
  }
}
