// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Parts of restrictions that workers of a step give away while others have nothing to do. Every
 * worker is busy from the beginning, be its thread ever so late, until it says that its input has
 * ended and that it has nothing left. Thread-safe.
 */
final class SharedParts {
  /**
   * A part of a restriction.
   *
   * @param residual what is to be done
   * @param truncated whether it was truncated, as a job that drains does with each once
   */
  record Part(Residual residual, boolean truncated) {}

  /** Those of all steps of a job. */
  private static final class OfJob {
    private final Map<String, SharedParts> bySteps = new ConcurrentHashMap<>();
  }

  private final Runnable onChange;
  private final Queue<Part> parts = new ArrayDeque<>();
  private int busy;
  private int idle;
  private volatile boolean wanted;

  /**
   * Creates the parts of a step.
   *
   * @param workers how many workers the step has
   * @param onChange wakes those who wait for a part, or for the end
   */
  SharedParts(int workers, Runnable onChange) {
    busy = workers;
    this.onChange = onChange;
  }

  /** Returns what all workers of a step share. */
  static SharedParts of(StepContext step) {
    JobContext job = step.job();
    return job.shared(OfJob.class, OfJob::new)
        .bySteps
        .computeIfAbsent(step.name(), name -> new SharedParts(job.parallelism(), job::wakeAll));
  }

  /** Says that a busy worker has nothing to do any more. */
  void rest() {
    synchronized (this) {
      busy--;
      idle++;
      update();
    }
    onChange.run();
  }

  /** Gives an idle worker something to do, which makes it busy; null if there is nothing. */
  synchronized @Nullable Part take() {
    Part part = parts.poll();
    if (part != null) {
      busy++;
      idle--;
      update();
    }
    return part;
  }

  /** Gives a part away. */
  void give(Part part) {
    synchronized (this) {
      parts.add(part);
      update();
    }
    onChange.run();
  }

  private void update() {
    wanted = idle > parts.size();
  }

  /** Returns whether a worker waits for a part that is not there yet. */
  boolean wanted() {
    return wanted;
  }

  /** Returns whether there is a part to take. */
  synchronized boolean available() {
    return !parts.isEmpty();
  }

  /** Returns whether all is done: nobody is busy, nor is there anything left to take. */
  synchronized boolean done() {
    return busy == 0 && parts.isEmpty();
  }
}
