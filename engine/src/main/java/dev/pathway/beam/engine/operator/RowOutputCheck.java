// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.segment.KeyFilter;
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
 * a mismatch.
 */
final class RowOutputCheck extends OutputCheck {
  /** Rows that are kept to be named, of those that were taken back. */
  private static final int MAX_EXAMPLES = 1_000;

  private final String arrangement;
  private final Epoch epoch;
  private final Map<Long, String> examples = new HashMap<>();
  private final Delta delta;
  private long input;
  private @Nullable Object shown;
  private boolean given;
  private boolean takesBack;

  /**
   * Creates the check of one worker.
   *
   * @param steps the steps whose outputs are checked, for people
   * @param arrangement what the hashes are kept under
   */
  RowOutputCheck(String steps, String arrangement, Epoch epoch) {
    super(steps);
    this.arrangement = arrangement;
    this.epoch = epoch;
    delta = epoch.delta(arrangement);
  }

  /**
   * Says what the next row is known by.
   *
   * @param bytes that which makes it another row than others
   * @param element the row, or its key, for people
   */
  void input(byte[] bytes, @Nullable Object element) {
    input = KeyFilter.hash(bytes, 0, bytes.length);
    shown = element;
    given = true;
  }

  /** Returns whether it was said what the next row is known by. */
  boolean isGiven() {
    return given;
  }

  @Override
  void take(int hash, int rowDiff) throws IOException {
    given = false;
    if (rowDiff == 0) {
      return;
    }
    delta.add(
        ByteBuffer.allocate(Long.BYTES).putLong(input).array(),
        ByteBuffer.allocate(Integer.BYTES).putInt(hash).array(),
        rowDiff);
    if (rowDiff < 0) {
      takesBack = true;
      if (examples.size() < MAX_EXAMPLES) {
        examples.put(input, WrongRetraction.text(shown));
      }
    }
  }

  /** {@inheritDoc} Compares what was taken back with what is kept. */
  @Override
  void seal() throws IOException {
    PairCursor changed = delta.seal();
    if (!takesBack) {
      return;
    }
    SeekableCursor kept = epoch.reader(arrangement);
    while (changed.nextKey()) {
      while (changed.nextValue()) {
        if (changed.weight() < 0 && isOther(kept, changed)) {
          differs(-changed.weight(), examples.get(ByteBuffer.wrap(changed.key()).getLong()));
        }
      }
    }
    super.seal();
  }

  private static boolean isOther(SeekableCursor kept, PairCursor taken) throws IOException {
    boolean others = false;
    boolean known = kept.seek(taken.key());
    while (known && kept.nextValue()) {
      if (Arrays.equals(kept.value(), taken.value())) {
        return false;
      }
      others |= kept.weight() > 0;
    }
    return others;
  }
}
