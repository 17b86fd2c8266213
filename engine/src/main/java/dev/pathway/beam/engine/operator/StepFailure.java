// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/**
 * A failure of user code, with the name of the step in which it happened; the cause is what was
 * thrown.
 */
public final class StepFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String step;

  /** Creates the failure of a step. */
  public StepFailure(String step, Throwable cause) {
    super("'" + step + "' failed: " + cause, cause);
    this.step = step;
  }

  /** Returns the name of the step that failed. */
  public String step() {
    return step;
  }
}
