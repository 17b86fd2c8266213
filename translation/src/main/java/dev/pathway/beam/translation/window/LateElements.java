// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.translation.metrics.JobMetrics;
import dev.pathway.beam.translation.metrics.StepMetrics;
import org.apache.beam.runners.core.LateDataDroppingDoFnRunner;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsContainer;

/** The count of elements that came too late for their windows, under the name Beam has for it. */
public final class LateElements {
  private static final Counter DROPPED =
      Metrics.counter(
          LateDataDroppingDoFnRunner.class, LateDataDroppingDoFnRunner.DROPPED_DUE_TO_LATENESS);

  private LateElements() {}

  /** Counts elements dropped by the step of this thread, at once: no bundle is about them. */
  public static void countAtOnce(JobContext job, String step, long elements) {
    StepMetrics metrics = JobMetrics.of(job).stepOfThread(step);
    count(metrics, elements);
    metrics.commit();
  }

  /** Counts elements dropped by a step. */
  static void count(StepMetrics step, long elements) {
    MetricsContainer previous = step.enter();
    try {
      DROPPED.inc(elements);
    } finally {
      step.leave(previous);
    }
  }
}
