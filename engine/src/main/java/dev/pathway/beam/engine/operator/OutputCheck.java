// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.plan.OutletCheck;
import dev.pathway.beam.engine.plan.OutletCheck.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks that what a stage takes back of a row from one of its outlets is what it has put out
 * there: keeps a hash of that, which says nothing about the order of the outputs. Since every head
 * takes back only what it emitted in an earlier epoch, the hash is in the store, unless other code
 * has put it out: then nothing is said.
 */
abstract class OutputCheck {
  private final OutletCheck outlet;
  private int diff;
  private long outputs;
  private long differing;
  private @Nullable String example;

  OutputCheck(OutletCheck outlet) {
    this.outlet = outlet;
  }

  /** Returns the collection whose rows it takes. */
  String output() {
    return outlet.output();
  }

  Kind kind() {
    return outlet.kind();
  }

  /** Says that a row is handled from here on, and by how much the number of its times changes. */
  void begin(int rowDiff) {
    diff = rowDiff;
    outputs = 0;
  }

  /**
   * Takes what is put out for the row.
   *
   * @param elementHash the hash of the element's bytes
   * @param outputDiff its diff, which may be another one than that of the row
   */
  void output(long elementHash, int outputDiff) {
    outputs += outputDiff == diff ? elementHash : elementHash * (outputDiff / diff);
  }

  /**
   * Says that all of the row's outputs were there.
   *
   * @param isOld whether the row was there before the epoch, if it is inserted
   */
  void end(boolean isOld) {
    try {
      take((int) (outputs >>> Integer.SIZE), diff, isOld);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a hash: " + e.getMessage(), e);
    }
  }

  /**
   * Takes what a row came to.
   *
   * @param hash of what was put out
   * @param rowDiff by how much the number of its times changes
   * @param isOld whether the row was there before the epoch, if it is inserted
   */
  abstract void take(int hash, int rowDiff, boolean isOld) throws IOException;

  /** Notes that something else was made of rows than what was put out. */
  void differs(long rows, @Nullable String row) {
    differing += rows;
    example = example == null ? row : example;
  }

  /**
   * Ends the epoch.
   *
   * @throws IllegalStateException naming a row, if something else was made than was put out
   */
  void seal() throws IOException {
    if (differing > 0) {
      throw new IllegalStateException(
          "what "
              + outlet.transforms().stream()
                  .map(name -> "'" + name + "'")
                  .collect(Collectors.joining(" or "))
              + " made of "
              + (differing == 1 ? "an element" : differing + " elements")
              + " is another thing now that it is to be "
              + (outlet.kind() == Kind.AGAIN ? "made again" : "taken back")
              + (example == null ? "" : ", such as of " + example)
              + ". Nothing was written. Mark a function that does not make the same of an element"
              + " each time as @NonDeterministic, or run with --fullRecompute");
    }
  }
}
