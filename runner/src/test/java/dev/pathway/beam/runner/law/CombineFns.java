// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.apache.beam.sdk.transforms.CombineWithContext.Context;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/** Aggregations of our own. */
final class CombineFns {
  private CombineFns() {}

  /** Counts the values that end in each digit; has a map as its accumulator. */
  static final class Tally extends CombineFn<Long, Map<String, Long>, Long> {
    static final Coder<Map<String, Long>> ACCUMULATORS =
        MapCoder.of(StringUtf8Coder.of(), VarLongCoder.of());

    private static final long serialVersionUID = 1L;

    @Override
    public Map<String, Long> createAccumulator() {
      return new TreeMap<>();
    }

    @Override
    public Map<String, Long> addInput(Map<String, Long> accumulator, Long input) {
      accumulator.merge(String.valueOf(Math.floorMod(input, 10L)), 1L, Long::sum);
      return accumulator;
    }

    @Override
    public Map<String, Long> mergeAccumulators(Iterable<Map<String, Long>> accumulators) {
      Map<String, Long> merged = createAccumulator();
      for (Map<String, Long> accumulator : accumulators) {
        accumulator.forEach((digit, count) -> merged.merge(digit, count, Long::sum));
      }
      return merged;
    }

    @Override
    public Long extractOutput(Map<String, Long> accumulator) {
      List<Long> counts = new ArrayList<>();
      accumulator.forEach((digit, count) -> counts.add(Long.parseLong(digit) * 1_000 + count));
      return Numbers.digest(counts);
    }

    @Override
    public Coder<Map<String, Long>> getAccumulatorCoder(
        CoderRegistry registry, Coder<Long> inputCoder) {
      return ACCUMULATORS;
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<Long> inputCoder) {
      return inputCoder;
    }
  }

  /** Keeps the largest value, and null as long as there is none. */
  static final class MaxOrNull extends CombineFn<Long, @Nullable Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Long createAccumulator() {
      return null;
    }

    @Override
    public Long addInput(@Nullable Long accumulator, Long input) {
      return accumulator == null ? input : Math.max(accumulator, input);
    }

    @Override
    public @Nullable Long mergeAccumulators(Iterable<@Nullable Long> accumulators) {
      Long max = null;
      for (Long accumulator : accumulators) {
        max = accumulator == null ? max : addInput(max, accumulator);
      }
      return max;
    }

    @Override
    public Long extractOutput(@Nullable Long accumulator) {
      return accumulator == null ? -1 : accumulator;
    }

    @Override
    public Coder<@Nullable Long> getAccumulatorCoder(
        CoderRegistry registry, Coder<Long> inputCoder) {
      return NullableCoder.of(inputCoder);
    }

    @Override
    public Coder<Long> getDefaultOutputCoder(CoderRegistry registry, Coder<Long> inputCoder) {
      return inputCoder;
    }
  }

  /** Looks at the sum together with the values of a side input. */
  static final class SumWith extends CombineFnWithContext<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Iterable<Long>> view;

    SumWith(PCollectionView<Iterable<Long>> view) {
      this.view = view;
    }

    @Override
    public Long createAccumulator(Context context) {
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Long input, Context context) {
      return accumulator + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators, Context context) {
      long sum = 0;
      for (long accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long accumulator, Context context) {
      List<Long> values = new ArrayList<>();
      values.add(Numbers.bound(accumulator));
      context.sideInput(view).forEach(values::add);
      return Numbers.digest(values);
    }
  }
}
