// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.state.segment.KeyFilter;
import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what a stage takes back of a row is what it has put out for it. Under a hash of the
 * row it keeps the sum of the hashes of the outputs, which says nothing about their order, and how
 * often the row was there with them: a retraction that meets another insertion is a mismatch. Since
 * every head takes back only what it emitted in an earlier epoch, the insertion is in the store,
 * unless other code has made it, or the same code in another stage: then nothing is said.
 */
final class OutputCheck {
  /** Rows that are kept to be named, of those that were taken back. */
  private static final int MAX_EXAMPLES = 1_000;

  private static final long OUTPUT_FACTOR = 0x9e3779b97f4a7c15L;

  private final String steps;
  private final String arrangement;
  private final Epoch epoch;
  private final Map<Long, String> examples = new HashMap<>();
  private final Delta delta;
  private long input;
  private @Nullable Object shown;
  private boolean given;
  private boolean takesBack;
  private int diff;
  private long outputs;

  /**
   * Creates the check of one worker.
   *
   * @param steps the steps whose outputs are checked, for people
   * @param arrangement what the hashes are kept under
   */
  OutputCheck(String steps, String arrangement, Epoch epoch) {
    this.steps = steps;
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

  /** Says that the row is handled from here on, and by how much the number of its times changes. */
  void begin(int rowDiff) {
    diff = rowDiff;
    outputs = 0;
  }

  /**
   * Takes what is put out for the row.
   *
   * @param index of the output
   * @param elementHash the hash of the element's bytes
   * @param outputDiff its diff, which may be another one than that of the row
   */
  void output(int index, long elementHash, int outputDiff) {
    long hash = elementHash + index * OUTPUT_FACTOR;
    outputs += outputDiff == diff ? hash : hash * (outputDiff / diff);
  }

  /** Says that all of the row's outputs were there. */
  void end() {
    given = false;
    if (diff == 0) {
      return;
    }
    try {
      delta.add(bytes(input), bytes(outputs), diff);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a hash: " + e.getMessage(), e);
    }
    if (diff < 0) {
      takesBack = true;
      if (examples.size() < MAX_EXAMPLES) {
        examples.put(input, WrongRetraction.text(shown));
      }
    }
  }

  private static byte[] bytes(long hash) {
    return ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
  }

  /**
   * Compares what was taken back with what is kept.
   *
   * @throws IllegalStateException naming a row, if it differs
   */
  void seal() throws IOException {
    PairCursor changed = delta.seal();
    if (!takesBack) {
      return;
    }
    SeekableCursor kept = epoch.reader(arrangement);
    long differing = 0;
    String example = null;
    while (changed.nextKey()) {
      while (changed.nextValue()) {
        if (changed.weight() < 0 && isOther(kept, changed)) {
          differing -= changed.weight();
          String named = examples.get(ByteBuffer.wrap(changed.key()).getLong());
          example = example == null ? named : example;
        }
      }
    }
    if (differing > 0) {
      throw mismatch(differing, example);
    }
  }

  private IllegalStateException mismatch(long differing, @Nullable String example) {
    return new IllegalStateException(
        "what "
            + steps
            + " made of "
            + (differing == 1 ? "an element" : differing + " elements")
            + " is another thing now that it is to be taken back"
            + (example == null ? "" : ", such as of " + example)
            + ". Nothing was written. Mark a function that does not make the same of an element"
            + " each time as @NonDeterministic, or run with --fullRecompute");
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
