// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import java.util.Map;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Replaces a Reshuffle by random keys, in incremental jobs, by a Redistribute, which can do without
 * keys: one that is drawn by lot is another when an element is taken back.
 */
final class RandomReshuffleOverride<T>
    implements PTransformOverrideFactory<
        PCollection<T>, PCollection<T>, PTransform<PCollection<T>, PCollection<T>>> {
  private RandomReshuffleOverride() {}

  static PTransformOverride create() {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(Reshuffle.ViaRandomKey.class),
        new RandomReshuffleOverride<>());
  }

  @Override
  public PTransformReplacement<PCollection<T>, PCollection<T>> getReplacementTransform(
      AppliedPTransform<PCollection<T>, PCollection<T>, PTransform<PCollection<T>, PCollection<T>>>
          reshuffle) {
    return PTransformReplacement.of(
        PTransformReplacements.getSingletonMainInput(reshuffle), Redistribute.arbitrarily());
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs, PCollection<T> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }
}
