// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import dev.pathway.beam.translation.combine.RepeatableSample;
import dev.pathway.beam.translation.compat.SampleSize;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Sample.FixedSizedSampleFn;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Takes samples by hash, in incremental jobs: one that is drawn by lot is another when it is taken
 * back.
 */
final class SampleOverride<K, T>
    implements PTransformOverrideFactory<
        PCollection<KV<K, T>>, PCollection<KV<K, Iterable<T>>>, Combine.PerKey<K, T, Iterable<T>>> {
  private SampleOverride() {}

  static PTransformOverride create() {
    return PTransformOverride.of(
        application ->
            application.getTransform() instanceof Combine.PerKey<?, ?, ?> combine
                && combine.getFn() instanceof FixedSizedSampleFn<?>,
        new SampleOverride<>());
  }

  @Override
  @SuppressWarnings("unchecked") // an aggregation has one output, of its results
  public PTransformReplacement<PCollection<KV<K, T>>, PCollection<KV<K, Iterable<T>>>>
      getReplacementTransform(
          AppliedPTransform<
                  PCollection<KV<K, T>>,
                  PCollection<KV<K, Iterable<T>>>,
                  Combine.PerKey<K, T, Iterable<T>>>
              transform) {
    PCollection<KV<K, Iterable<T>>> output =
        (PCollection<KV<K, Iterable<T>>>) transform.getOutputs().values().iterator().next();
    Object fn = transform.getTransform().getFn();
    int size = SampleSize.of((FixedSizedSampleFn<?>) fn);
    return PTransformReplacement.of(
        PTransformReplacements.getSingletonMainInput(transform),
        new ByHash<>(size, output.getCoder()));
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs, PCollection<KV<K, Iterable<T>>> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }

  private static final class ByHash<K, T>
      extends PTransform<PCollection<KV<K, T>>, PCollection<KV<K, Iterable<T>>>> {
    private static final long serialVersionUID = 1L;

    private final int size;
    private final transient Coder<KV<K, Iterable<T>>> coder;

    ByHash(int size, Coder<KV<K, Iterable<T>>> coder) {
      this.size = size;
      this.coder = coder;
    }

    @Override
    public PCollection<KV<K, Iterable<T>>> expand(PCollection<KV<K, T>> input) {
      Coder<T> elements = ((KvCoder<K, T>) input.getCoder()).getValueCoder();
      return input
          .apply("Combine", Combine.perKey(new RepeatableSample<>(size, elements)))
          .setCoder(coder);
    }
  }
}
