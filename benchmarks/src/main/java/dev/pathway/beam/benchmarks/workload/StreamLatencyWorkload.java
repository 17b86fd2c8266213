// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * The windowed sum over a stream that comes by the clock, in short windows: how long after the end
 * of its window a pane is at the end of the pipeline. The first half of the stream warms up.
 */
final class StreamLatencyWorkload implements Workload {

  private static final long PAIRS_PER_SECOND = 10_000;
  private static final long WINDOW_MILLIS = 100;

  @Override
  public String name() {
    return "stream-latency";
  }

  @Override
  public String description() {
    return "the windowed sum over 10,000 pairs a second for 40 s, in windows of 100 ms: how late panes are";
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public Discipline discipline() {
    return Discipline.REAL_TIME;
  }

  @Override
  public boolean hasEmptyJob() {
    return false;
  }

  @Override
  public long defaultSize() {
    return 40 * PAIRS_PER_SECOND;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    long start = (System.currentTimeMillis() / WINDOW_MILLIS + 1) * WINDOW_MILLIS;
    long millis = parameters.size() * 1000 / PAIRS_PER_SECOND;
    pipeline
        .apply("Sums", sums(start, parameters))
        .apply("Latency", ParDo.of(new LatencyFn<>(start + millis / 2, start + millis)))
        .apply("Digest", ParDo.of(new DigestFn<Long>(hash -> hash)));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    return sums(0, parameters).runPlain();
  }

  @Override
  public Map<String, Double> figures(Parameters parameters, MetricResults metrics) {
    return Latencies.from(metrics).toFigures();
  }

  private static WindowedSums sums(long start, Parameters parameters) {
    return new WindowedSums(
        start, PAIRS_PER_SECOND, WINDOW_MILLIS, Pace.BY_CLOCK, parameters.size());
  }
}
