// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/**
 * By how much the row being handled changes the number of its occurrences, and with it every row
 * that is emitted meanwhile.
 */
interface RowDiff {
  /** Returns it. */
  int diff();

  /** Sets it for the rows to come. */
  void diff(int newDiff);
}
