// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.Engine;
import dev.pathway.beam.engine.JobHandle;
import dev.pathway.beam.engine.job.Epoch;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.plan.Plan;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs plans on the engine of this process. */
public final class Runs {
  /** A folder for what tests spill, that is not cleared between them. */
  public static final String SPILL = Path.of("target", "spill").toString();

  private static final long PATIENCE_SECONDS = 30;

  private Runs() {}

  /** Returns ordinary settings. */
  public static JobSettings settings(int parallelism) {
    return new JobSettings(parallelism, 1_000_000, 10_000, 1L << 28, SPILL, false);
  }

  /** Returns settings with which everything spills that can. */
  public static JobSettings withoutMemory(int parallelism) {
    return new JobSettings(parallelism, 1_000_000, 10_000, 1, SPILL, false);
  }

  /** Returns settings with bundles of so many rows. */
  public static JobSettings bundles(int parallelism, long rows, long millis) {
    return new JobSettings(parallelism, rows, millis, 1L << 28, SPILL, false);
  }

  /** Returns settings of a streaming job with bundles of so many rows. */
  public static JobSettings streaming(int parallelism, long rows, long millis) {
    return new JobSettings(parallelism, rows, millis, 1L << 28, SPILL, true);
  }

  /** Starts a job. */
  public static JobHandle start(Plan plan, JobSettings settings) {
    return Engine.embedded().submit(plan, settings);
  }

  /** Runs an epoch to its end and returns what changed; it is not committed. */
  public static Results run(Plan plan, JobSettings settings, Epoch epoch) throws Exception {
    JobHandle handle = Engine.embedded().submit(plan, settings, epoch);
    await(handle);
    return Results.of(handle.job());
  }

  /** Runs a plan to its end and returns what it collected. */
  public static Results run(Plan plan, JobSettings settings) throws Exception {
    JobHandle handle = start(plan, settings);
    await(handle);
    return Results.of(handle.job());
  }

  /** Runs a plan to its end and returns what it collected. */
  public static Results run(Plan plan, int parallelism) throws Exception {
    return run(plan, settings(parallelism));
  }

  /** Waits for the normal end of a job. */
  public static void await(JobHandle handle)
      throws InterruptedException, ExecutionException, TimeoutException {
    handle.completion().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the end of a job that fails, or is cancelled, and returns why. */
  public static Throwable failure(JobHandle handle) throws InterruptedException, TimeoutException {
    try {
      await(handle);
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (CancellationException e) {
      return e;
    }
    throw new AssertionError("the job ended normally");
  }
}
