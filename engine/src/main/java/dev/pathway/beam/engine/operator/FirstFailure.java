// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobStoppedException;
import org.jspecify.annotations.Nullable;

/** The first failure of a stage's steps, which counts whatever user code does with it. */
final class FirstFailure {
  private final Job job;
  private @Nullable RuntimeException first;

  FirstFailure(Job job) {
    this.job = job;
  }

  /** Throws the failure, if there was one: user code may have caught it and gone on. */
  void check() {
    if (first != null) {
      throw first;
    }
  }

  /** Records what a step threw, the first counting, and returns the exception to throw on. */
  RuntimeException of(String step, Throwable thrown) {
    RuntimeException failure = first;
    if (failure == null) {
      failure = isStop(thrown) ? new JobStoppedException() : new StepFailure(step, thrown);
      first = failure;
    }
    return failure;
  }

  private boolean isStop(Throwable thrown) {
    if (!job.stopping()) {
      return false;
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof JobStoppedException || t instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  /** Returns the failure, if any. */
  @Nullable Throwable get() {
    return first;
  }
}
