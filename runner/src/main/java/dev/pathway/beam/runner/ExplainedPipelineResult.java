// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;

/** The result of a pipeline that was explained and not run. */
final class ExplainedPipelineResult implements PipelineResult {
  @Override
  public State getState() {
    return State.STOPPED;
  }

  @Override
  public State cancel() {
    return State.STOPPED;
  }

  @Override
  public State waitUntilFinish(Duration duration) {
    return State.STOPPED;
  }

  @Override
  public State waitUntilFinish() {
    return State.STOPPED;
  }

  @Override
  public MetricResults metrics() {
    return MetricsContainerStepMap.asAttemptedOnlyMetricResults(new MetricsContainerStepMap());
  }
}
