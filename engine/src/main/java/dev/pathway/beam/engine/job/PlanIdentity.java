// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.io.IOException;
import java.io.Serializable;

/** What is known of a job's plan, to tell whether the job may go on from a snapshot. */
public interface PlanIdentity extends Serializable {
  /** Returns what is kept with the snapshots of a job of this plan. */
  byte[] bytes();

  /**
   * Decides whether a job of this plan may go on from the snapshots of another.
   *
   * @param before what is kept with these
   * @throws IllegalStateException if not, saying why and what to do
   * @throws IOException if another version has written them
   */
  void check(byte[] before) throws IOException;
}
