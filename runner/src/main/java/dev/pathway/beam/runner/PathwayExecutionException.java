// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.operator.StepFailure;
import dev.pathway.beam.translation.keyed.KeyFailure;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.util.UserCodeException;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a pipeline: names the transform, and where it has state the key and window; the
 * cause is what its code threw.
 */
final class PathwayExecutionException extends PipelineExecutionException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String place;

  private PathwayExecutionException(@Nullable String place, Throwable cause) {
    super(cause);
    this.place = place;
  }

  /** Returns the exception for what ended a job. */
  static PathwayExecutionException of(Throwable failure) {
    String place = null;
    Throwable cause = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StepFailure step) {
        place = "'" + step.step() + "' failed";
        cause = step.getCause() == null ? step : step.getCause();
      }
    }
    if (place != null && cause instanceof KeyFailure key && key.getCause() != null) {
      place += " " + key.place();
      cause = key.getCause();
    }
    while (cause instanceof UserCodeException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new PathwayExecutionException(place, cause);
  }

  @Override
  public @Nullable String getMessage() {
    return place == null ? super.getMessage() : place + ": " + getCause();
  }
}
