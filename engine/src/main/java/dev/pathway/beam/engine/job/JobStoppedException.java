// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

/** Ends a thread of a job that failed elsewhere or was cancelled; never a failure of its own. */
public final class JobStoppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception. */
  public JobStoppedException() {
    super("the job is being stopped", null, false, false);
  }
}
