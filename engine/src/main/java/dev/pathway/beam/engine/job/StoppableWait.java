// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.JobContext;

/** Waits that the end of the job cuts short, but not an interrupt that means something else. */
public final class StoppableWait {
  private StoppableWait() {}

  /** Something to wait for. */
  @FunctionalInterface
  public interface Wait<T> {
    /** Waits; may be called again after it was interrupted. */
    T await() throws InterruptedException;
  }

  /**
   * Waits for something on behalf of a job; an interrupt that came meanwhile is kept for later.
   *
   * @throws JobStoppedException if the thread is interrupted while the job stops
   */
  public static <T> T of(JobContext job, Wait<T> wait) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return wait.await();
        } catch (InterruptedException e) {
          interrupted = true;
          if (job.stopping()) {
            throw new JobStoppedException();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
