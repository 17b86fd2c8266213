// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a worker that a remembered step has to handle: first those whose number has changed,
 * then others that it is to handle again. Thread-safe, as long as what it reads is not closed; that
 * may be once {@link #next} has returned null.
 */
final class RowChanges {
  private final PairCursor changed;
  private final SeekableCursor done;
  private final PairCursor again;
  private boolean isEnded;

  /**
   * Reads changes.
   *
   * @param changes the changes of numbers, sealed, without values
   * @param again the rows to handle in any case
   */
  RowChanges(Delta changes, PairCursor again) {
    changed = changes.cursor();
    done = changes.cursor();
    this.again = again;
  }

  /** A row and by how much the number of its occurrences changed. */
  static final class Change {
    private final byte[] row;
    private final int diff;

    private Change(byte[] row, int diff) {
      this.row = row;
      this.diff = diff;
    }

    /** Returns the key of the row, see {@link KeptRows#key}; nobody changes the array. */
    byte[] row() {
      return row;
    }

    int diff() {
      return diff;
    }
  }

  /** Returns the next row, null if there is none left. */
  synchronized @Nullable Change next() throws IOException {
    if (isEnded) {
      return null;
    }
    if (changed.nextKey()) {
      changed.nextValue();
      return new Change(changed.key(), Math.toIntExact(changed.weight()));
    }
    while (again.nextKey()) {
      if (!done.seek(again.key())) {
        return new Change(again.key(), 0);
      }
    }
    isEnded = true;
    return null;
  }
}
