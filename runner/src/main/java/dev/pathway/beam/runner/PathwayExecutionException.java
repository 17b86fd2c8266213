// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.operator.StepFailure;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.util.UserCodeException;
import org.jspecify.annotations.Nullable;

/** The failure of a pipeline: names the transform; the cause is what its code threw. */
final class PathwayExecutionException extends PipelineExecutionException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String transform;

  private PathwayExecutionException(@Nullable String transform, Throwable cause) {
    super(cause);
    this.transform = transform;
  }

  /** Returns the exception for what ended a job. */
  static PathwayExecutionException of(Throwable failure) {
    String transform = null;
    Throwable cause = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StepFailure step) {
        transform = step.step();
        cause = step.getCause() == null ? step : step.getCause();
      }
    }
    while (cause instanceof UserCodeException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new PathwayExecutionException(transform, cause);
  }

  @Override
  public @Nullable String getMessage() {
    return transform == null ? super.getMessage() : "'" + transform + "' failed: " + getCause();
  }
}
