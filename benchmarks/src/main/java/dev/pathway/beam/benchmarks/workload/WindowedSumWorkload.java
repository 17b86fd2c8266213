// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.ParDo;

/** A windowed sum over a stream that is read as fast as the runner can. */
final class WindowedSumWorkload implements Workload {

  private static final long PAIRS_PER_SECOND = 100_000;
  private static final long WINDOW_MILLIS = 1_000;

  @Override
  public String name() {
    return "windowed-sum";
  }

  @Override
  public String description() {
    return "Sum.longsPerKey over a stream of 4 M pairs with 1,000 keys, in fixed windows of 100 k pairs";
  }

  @Override
  public boolean isStreaming() {
    return true;
  }

  @Override
  public long defaultSize() {
    return 4_000_000;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    pipeline
        .apply("Sums", sums(parameters))
        .apply("Digest", ParDo.of(new DigestFn<Long>(hash -> hash)));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    return sums(parameters).runPlain();
  }

  private static WindowedSums sums(Parameters parameters) {
    return new WindowedSums(0, PAIRS_PER_SECOND, WINDOW_MILLIS, Pace.AT_ONCE, parameters.size());
  }
}
