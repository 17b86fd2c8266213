// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import dev.pathway.beam.translation.source.CreatedValues;
import java.util.Map;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/** Replaces Create, in incremental jobs, by a primitive that is the same for any elements. */
final class CreateOverride<T>
    implements PTransformOverrideFactory<PBegin, PCollection<T>, Create.Values<T>> {
  private CreateOverride() {}

  static PTransformOverride create() {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(Create.Values.class), new CreateOverride<>());
  }

  @Override
  @SuppressWarnings("unchecked") // a Create has one output, of its elements
  public PTransformReplacement<PBegin, PCollection<T>> getReplacementTransform(
      AppliedPTransform<PBegin, PCollection<T>, Create.Values<T>> create) {
    PCollection<T> output = (PCollection<T>) create.getOutputs().values().iterator().next();
    return PTransformReplacement.of(
        create.getPipeline().begin(),
        new CreatedValues<>(create.getTransform().getElements(), output.getCoder()));
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs, PCollection<T> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }
}
