// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/** The check of operators that keep nothing after the seal, and so can only take insertions. */
final class Insertions {
  private Insertions() {}

  /** Checks that a row with the given diff is inserted exactly once. */
  static void require(int diff) {
    if (diff != 1) {
      throw new IllegalStateException(
          "a row with diff " + diff + " in an operator that takes insertions only");
    }
  }
}
