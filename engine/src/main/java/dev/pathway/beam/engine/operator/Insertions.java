// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;

/** The rows of operators that keep nothing after the seal, and so can only take insertions. */
final class Insertions {
  private Insertions() {}

  /** Takes rows. */
  @FunctionalInterface
  interface RowTaker {
    /** Takes a row of a frame. */
    void take(Frame frame, int row) throws Exception;
  }

  /**
   * Hands all rows of a frame to an operator.
   *
   * @throws StepFailure if a row is not inserted exactly once, or cannot be taken
   * @throws JobStoppedException if the job stops
   */
  static void takeAll(Frame frame, String operator, Job job, RowTaker taker) {
    try {
      for (int row = 0; row < frame.size(); row++) {
        require(frame.diff(row));
        taker.take(frame, row);
      }
    } catch (Throwable t) {
      throw new StepFailure(operator, t);
    }
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }

  /** Checks that a row with the given diff is inserted exactly once. */
  static void require(int diff) {
    if (diff != 1) {
      throw new IllegalStateException(
          "a row with diff " + diff + " in an operator that takes insertions only");
    }
  }
}
