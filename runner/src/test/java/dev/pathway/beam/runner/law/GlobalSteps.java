// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Aggregates;
import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Step;
import org.apache.beam.sdk.transforms.ApproximateQuantiles;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Latest;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sample;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Steps that look at all values of a window, none of them at their order. */
final class GlobalSteps {
  private static final int FANOUT = 3;
  private static final double THOUSAND = 1_000;

  private GlobalSteps() {}

  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step) {
    return switch (step.operator()) {
      case SUM_GLOBALLY -> of(Combine.globally(Sum.ofLongs()).withoutDefaults(), Numbers::bound);
      case FANOUT_GLOBALLY ->
          of(Combine.globally(Sum.ofLongs()).withFanout(FANOUT).withoutDefaults(), Numbers::bound);
      case TALLY_GLOBALLY ->
          of(Combine.globally(new CombineFns.Tally()).withoutDefaults(), tally -> tally);
      case TOP_GLOBALLY -> of(Top.<Long>largest(Aggregates.FEW).withoutDefaults(), Numbers::digest);
      case SAMPLE_ANY -> of(Sample.any(1 + step.variant(6)), any -> 1L);
      case SUM_WITH_DEFAULT -> of(Combine.globally(Sum.ofLongs()), Numbers::bound);
      case FANOUT_WITH_DEFAULT ->
          of(Combine.globally(Sum.ofLongs()).withFanout(FANOUT), Numbers::bound);
      case TALLY_WITH_DEFAULT -> of(Combine.globally(new CombineFns.Tally()), tally -> tally);
      case MAX_OR_NULL_WITH_DEFAULT -> of(Combine.globally(new CombineFns.MaxOrNull()), max -> max);
      case COUNT_GLOBALLY -> of(Count.globally(), count -> count);
      case MAX_GLOBALLY -> of(Max.longsGlobally(), max -> max == Long.MIN_VALUE ? -1 : max);
      case MEAN_GLOBALLY ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply("Bound", Pairs.toValue(Numbers::bound))
                      .apply(
                          of(
                              Mean.globally(),
                              mean -> mean.isNaN() ? -1 : Math.round(mean * THOUSAND))));
      case LATEST_GLOBALLY ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply("Time", ParDo.of(new KeySteps.ToTime()))
                      .setCoder(Pairs.CODER)
                      .apply(
                          GlobalSteps.<Long>of(
                              Latest.globally(), time -> time == null ? -1 : Numbers.bound(time))));
      case SAMPLE_GLOBALLY -> {
        int size = 1 + step.variant(6);
        yield of(Sample.fixedSizeGlobally(size + 1), sample -> KeySteps.sample(sample, size));
      }
      case QUANTILES_GLOBALLY -> of(ApproximateQuantiles.globally(4), KeySteps::ends);
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }

  private static <T> PTransform<PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      PTransform<PCollection<Long>, PCollection<T>> aggregate,
      SerializableFunction<T, Long> number) {
    return Pairs.compose(
        pairs -> pairs.apply(Values.create()).apply(aggregate).apply(Pairs.toZero(number)));
  }
}
