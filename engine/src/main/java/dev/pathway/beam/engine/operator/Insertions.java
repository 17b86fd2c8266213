// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.operator.RowWalk.RowTaker;

/** The rows of operators that keep nothing after the seal, and so can only take insertions. */
final class Insertions {
  private Insertions() {}

  /**
   * Hands all rows of a frame to an operator.
   *
   * @throws StepFailure if a row is not inserted exactly once, or cannot be taken
   */
  static void takeAll(Frame frame, String operator, Job job, RowTaker taker) {
    RowWalk.over(
        frame,
        operator,
        job,
        (taken, row) -> {
          require(taken.diff(row));
          taker.take(taken, row);
        });
  }

  /** Checks that a row with the given diff is inserted exactly once. */
  static void require(int diff) {
    if (diff != 1) {
      throw new IllegalStateException(
          "a row with diff " + diff + " in an operator that takes insertions only");
    }
  }
}
