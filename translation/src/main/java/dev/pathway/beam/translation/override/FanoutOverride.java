// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import dev.pathway.beam.translation.compat.HotKeyFanout;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.PerKeyWithHotKeyFanout;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Aggregates in one step what is to be fanned out, in incremental jobs: by which of the keys an
 * element goes is drawn by lot, so that it could not be taken back.
 */
final class FanoutOverride<K, InputT, OutputT>
    implements PTransformOverrideFactory<
        PCollection<KV<K, InputT>>,
        PCollection<KV<K, OutputT>>,
        PerKeyWithHotKeyFanout<K, InputT, OutputT>> {
  private FanoutOverride() {}

  static PTransformOverride create() {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(PerKeyWithHotKeyFanout.class), new FanoutOverride<>());
  }

  @Override
  @SuppressWarnings("unchecked") // an aggregation has one output, of its results
  public PTransformReplacement<PCollection<KV<K, InputT>>, PCollection<KV<K, OutputT>>>
      getReplacementTransform(
          AppliedPTransform<
                  PCollection<KV<K, InputT>>,
                  PCollection<KV<K, OutputT>>,
                  PerKeyWithHotKeyFanout<K, InputT, OutputT>>
              transform) {
    PCollection<KV<K, OutputT>> output =
        (PCollection<KV<K, OutputT>>) transform.getOutputs().values().iterator().next();
    return PTransformReplacement.of(
        PTransformReplacements.getSingletonMainInput(transform),
        new WithoutFanout<>(transform.getTransform(), output.getCoder()));
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs, PCollection<KV<K, OutputT>> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }

  private static final class WithoutFanout<K, InputT, OutputT>
      extends PTransform<PCollection<KV<K, InputT>>, PCollection<KV<K, OutputT>>> {
    private static final long serialVersionUID = 1L;

    private final transient PerKeyWithHotKeyFanout<K, InputT, OutputT> combine;
    private final transient Coder<KV<K, OutputT>> coder;

    WithoutFanout(PerKeyWithHotKeyFanout<K, InputT, OutputT> combine, Coder<KV<K, OutputT>> coder) {
      this.combine = combine;
      this.coder = coder;
    }

    @Override
    public PCollection<KV<K, OutputT>> expand(PCollection<KV<K, InputT>> input) {
      Combine.PerKey<K, InputT, OutputT> plain = Combine.perKey(HotKeyFanout.fn(combine));
      return input
          .apply(
              "Combine",
              combine.getSideInputs().isEmpty()
                  ? plain
                  : plain.withSideInputs(combine.getSideInputs()))
          .setCoder(coder);
    }
  }
}
