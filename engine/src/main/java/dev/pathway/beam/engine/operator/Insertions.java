// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;

/** The check of operators that keep nothing after the seal, and so can only take insertions. */
final class Insertions {
  private Insertions() {}

  /** Checks that a row is inserted exactly once. */
  static void require(Frame frame, int row) {
    if (frame.diff(row) != 1) {
      throw new IllegalStateException(
          "a row with diff " + frame.diff(row) + " in an operator that takes insertions only");
    }
  }
}
