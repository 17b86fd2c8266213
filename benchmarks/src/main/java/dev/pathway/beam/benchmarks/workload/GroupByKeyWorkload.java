// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/** A GroupByKey whose groups are iterated: all values cross the exchange and are kept. */
final class GroupByKeyWorkload implements Workload {

  @Override
  public String name() {
    return "group";
  }

  @Override
  public String description() {
    return "GroupByKey over 10 M pairs with 200 k keys, each group iterated";
  }

  @Override
  public long defaultSize() {
    return 10_000_000;
  }

  @Override
  public void build(Pipeline pipeline, Parameters parameters) {
    pipeline
        .apply("Read", Pairs.read(parameters.size()))
        .apply("Group", GroupByKey.create())
        .apply(
            "Digest",
            ParDo.of(
                new DigestFn<KV<Long, Iterable<Long>>>(
                    group -> hash(group.getKey(), group.getValue()))));
  }

  @Override
  public Digest runPlain(Parameters parameters) {
    long keys = Pairs.keys(parameters.size());
    Map<Long, List<Long>> groups = new HashMap<>();
    for (long i = 0; i < parameters.size(); i++) {
      KV<Long, Long> pair = Pairs.at(i, keys);
      groups.computeIfAbsent(pair.getKey(), key -> new ArrayList<>()).add(pair.getValue());
    }
    Tally tally = new Tally();
    groups.forEach((key, values) -> tally.add(hash(key, values)));
    return tally.toDigest();
  }

  private static long hash(Long key, Iterable<Long> values) {
    long count = 0;
    long sum = 0;
    for (Long value : values) {
      count++;
      sum += value;
    }
    return Hash64.of(key, count, sum);
  }
}
