// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law;

import dev.pathway.beam.runner.law.model.Aggregates;
import dev.pathway.beam.runner.law.model.Numbers;
import dev.pathway.beam.runner.law.model.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.transforms.ApproximateQuantiles;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Latest;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.Mean;
import org.apache.beam.sdk.transforms.Min;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sample;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Top;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Instant;

/** Steps that look at all values of a key and window, none of them at their order. */
final class KeySteps {
  private static final double THOUSAND = 1_000;

  private KeySteps() {}

  static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>> of(
      Step step) {
    return switch (step.operator()) {
      case GROUP_BY_KEY -> KeyForm.of(step.number()).group();
      case GROUPED_VALUES ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(GroupByKey.create())
                      .apply(Combine.groupedValues(Sum.ofLongs()))
                      .apply(Pairs.toValue(Numbers::bound)));
      case SUM_PER_KEY ->
          Pairs.compose(
              pairs -> pairs.apply(Sum.longsPerKey()).apply(Pairs.toValue(Numbers::bound)));
      case MIN_PER_KEY -> Min.longsPerKey();
      case MAX_PER_KEY -> Max.longsPerKey();
      case MEAN_PER_KEY ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply("Bound", Pairs.toValue(Numbers::bound))
                      .apply(Mean.perKey())
                      .apply("Round", Pairs.toValue(mean -> Math.round(mean * THOUSAND))));
      case COUNT_PER_KEY -> Count.perKey();
      case COUNT_PER_ELEMENT ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(Count.perElement())
                      .apply(
                          Pairs.map(
                              pair ->
                                  KV.of(
                                      pair.getKey().getKey(),
                                      Numbers.mix(pair.getKey().getValue(), pair.getValue())))));
      case TOP_PER_KEY ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(
                          step.variant(2) == 0
                              ? Top.smallestPerKey(Aggregates.FEW)
                              : Top.largestPerKey(Aggregates.FEW))
                      .apply(Pairs.toValue(Numbers::digest)));
      case SAMPLE_PER_KEY -> samplePerKey(1 + step.variant(6));
      case LATEST_PER_KEY ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(ParDo.of(new ToTime()))
                      .setCoder(Pairs.CODER)
                      .apply(Latest.perKey())
                      .apply(Pairs.toValue(Numbers::bound)));
      case QUANTILES_PER_KEY ->
          Pairs.compose(
              pairs ->
                  pairs.apply(ApproximateQuantiles.perKey(4)).apply(Pairs.toValue(KeySteps::ends)));
      case TALLY_PER_KEY -> Combine.perKey(new CombineFns.Tally());
      case MAX_OR_NULL_PER_KEY -> Combine.perKey(new CombineFns.MaxOrNull());
      case HOT_KEYS ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(
                          Combine.<Integer, Long, Long>perKey(Sum.ofLongs())
                              .withHotKeyFanout(1 + step.variant(4)))
                      .apply(Pairs.toValue(Numbers::bound)));
      case DISTINCT -> Distinct.create();
      case DISTINCT_KEYS ->
          Pairs.compose(
              pairs ->
                  pairs
                      .apply(
                          Distinct.withRepresentativeValueFn(KV<Integer, Long>::getKey)
                              .withRepresentativeType(TypeDescriptors.integers()))
                      .apply(Pairs.toValue(value -> 1L)));
      default -> throw new IllegalStateException("There is no pipeline of " + step);
    };
  }

  /** Takes a sample of some size apart: any will do that is not of all. */
  private static PTransform<? super PCollection<KV<Integer, Long>>, PCollection<KV<Integer, Long>>>
      samplePerKey(int size) {
    // One more than asked for says whether there are more.
    return Pairs.compose(
        pairs ->
            pairs
                .apply(Sample.fixedSizePerKey(size + 1))
                .apply(Pairs.toValue(sample -> sample(sample, size))));
  }

  static long sample(Iterable<Long> sample, int size) {
    List<Long> values = new ArrayList<>();
    sample.forEach(values::add);
    return values.size() > size ? size : Numbers.digest(values);
  }

  static long ends(List<Long> quantiles) {
    return quantiles.isEmpty()
        ? -1
        : Numbers.mix(Collections.min(quantiles), Collections.max(quantiles));
  }

  /** Makes the timestamp the value, so that it does not matter which of the latest is found. */
  static final class ToTime extends DoFn<KV<Integer, Long>, KV<Integer, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Long> pair,
        @Timestamp Instant timestamp,
        OutputReceiver<KV<Integer, Long>> output) {
      output.output(KV.of(pair.getKey(), timestamp.getMillis()));
    }
  }
}
