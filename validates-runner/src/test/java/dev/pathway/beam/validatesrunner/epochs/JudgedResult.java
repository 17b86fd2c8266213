// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricFiltering;
import org.apache.beam.sdk.metrics.MetricKey;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.joda.time.Duration;

/**
 * The result of the last epoch, with the counters by which a test pipeline finds that its PAsserts
 * have succeeded.
 */
final class JudgedResult implements PipelineResult {
  private static final MetricName SUCCESS =
      MetricName.named(PAssert.class, PAssert.SUCCESS_COUNTER);

  private final PipelineResult last;
  private final List<String> assertions;

  /** Creates the result, with the names of the assertions that have succeeded. */
  JudgedResult(PipelineResult last, List<String> assertions) {
    this.last = last;
    this.assertions = List.copyOf(assertions);
  }

  @Override
  public State getState() {
    return last.getState();
  }

  @Override
  public State cancel() throws IOException {
    return last.cancel();
  }

  @Override
  public State waitUntilFinish(Duration duration) {
    return last.waitUntilFinish(duration);
  }

  @Override
  public State waitUntilFinish() {
    return last.waitUntilFinish();
  }

  @Override
  public MetricResults metrics() {
    MetricResults metrics = last.metrics();
    return new MetricResults() {
      @Override
      public MetricQueryResults queryMetrics(MetricsFilter filter) {
        MetricQueryResults found = metrics.queryMetrics(filter);
        List<MetricResult<Long>> counters = new ArrayList<>();
        found.getCounters().forEach(counters::add);
        for (String assertion : assertions) {
          MetricKey key = MetricKey.create(assertion, SUCCESS);
          if (MetricFiltering.matches(filter, key)) {
            counters.add(MetricResult.create(key, 1L, 1L));
          }
        }
        return MetricQueryResults.create(
            counters,
            found.getDistributions(),
            found.getGauges(),
            found.getStringSets(),
            found.getBoundedTries(),
            found.getHistograms());
      }
    };
  }
}
