// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.JobHandle;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether an epoch that has failed is tried again: if a file of its input was gone by the time
 * it was read, which the next try does not list any more. Thread-confined.
 */
final class Retries {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

  /** How often an epoch is tried again at most. */
  static final int MOST = 3;

  /** How Beam begins to say that a pattern matches nothing. */
  private static final String NO_MATCH = "No files matched spec";

  private int failures;

  /** Returns whether the last epoch is still to be tried again. */
  boolean isDue() {
    return failures > 0;
  }

  /** The epoch has ended well. */
  void succeeded() {
    failures = 0;
  }

  /**
   * Notes a failure of an epoch's job; returns whether the epoch is tried again.
   *
   * @param first whether no epoch of this execution has ended well yet
   */
  boolean failed(JobHandle job, Throwable failure, boolean first) {
    Throwable missing = missingFile(failure);
    if (missing == null || !job.rolledBack() || failures == MOST) {
      return false;
    }
    if (first && String.valueOf(missing.getMessage()).startsWith(NO_MATCH)) {
      return false; // No file has gone: the path is wrong, which whoever starts the job is to know.
    }
    failures++;
    LOG.warn(
        "'{}' is tried again, {} of {} times: a file was gone by the time it was read, and nothing was changed: {}",
        job.job().name(),
        failures,
        MOST,
        missing.getMessage());
    return true;
  }

  private static @Nullable Throwable missingFile(@Nullable Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FileNotFoundException || each instanceof NoSuchFileException) {
        return each;
      }
    }
    return null;
  }
}
