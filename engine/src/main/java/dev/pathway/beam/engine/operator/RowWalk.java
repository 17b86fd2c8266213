// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;

/** Hands the rows of frames to operators. */
final class RowWalk {
  private RowWalk() {}

  /** Takes rows. */
  @FunctionalInterface
  interface RowTaker {
    /** Takes a row of a frame. */
    void take(Frame frame, int row) throws Exception;
  }

  /**
   * Hands all rows of a frame to an operator.
   *
   * @throws StepFailure if a row cannot be taken
   * @throws JobStoppedException if the job stops
   */
  static void over(Frame frame, String operator, Job job, RowTaker taker) {
    try {
      for (int row = 0; row < frame.size(); row++) {
        taker.take(frame, row);
      }
    } catch (Throwable t) {
      throw new StepFailure(operator, t);
    }
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }
}
