// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner;

import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;

/** A primitive transform that no runner has heard of. */
final class Unheard extends RawPTransform<PBegin, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable FunctionSpec getSpec() {
    return FunctionSpec.newBuilder().setUrn("test:unheard:v1").build();
  }

  @Override
  public PCollection<String> expand(PBegin input) {
    return PCollection.createPrimitiveOutputInternal(
        input.getPipeline(),
        WindowingStrategy.globalDefault(),
        IsBounded.BOUNDED,
        StringUtf8Coder.of());
  }
}
