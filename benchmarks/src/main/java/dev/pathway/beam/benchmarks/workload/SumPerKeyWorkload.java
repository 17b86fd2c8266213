// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.KV;

/** A combine per key, which runners may lift before the exchange. */
final class SumPerKeyWorkload implements Workload {

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public String description() {
    return "Sum.longsPerKey over 10 M pairs with 200 k keys";
  }

  @Override
  public long defaultSize() {
    return 10_000_000;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    pipeline
        .apply("Read", Pairs.read(parameters.size()))
        .apply("Sum", Sum.longsPerKey())
        .apply(
            "Digest",
            ParDo.of(new DigestFn<KV<Long, Long>>(sum -> hash(sum.getKey(), sum.getValue()))));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    long keys = Pairs.keys(parameters.size());
    Map<Long, Long> sums = new HashMap<>();
    for (long i = 0; i < parameters.size(); i++) {
      KV<Long, Long> pair = Pairs.at(i, keys);
      sums.merge(pair.getKey(), pair.getValue(), Long::sum);
    }
    Tally tally = new Tally();
    sums.forEach((key, sum) -> tally.add(hash(key, sum)));
    return tally.toDigest();
  }

  private static long hash(Long key, Long sum) {
    return Hash64.of(key, sum);
  }
}
