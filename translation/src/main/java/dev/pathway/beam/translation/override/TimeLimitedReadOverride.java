// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import dev.pathway.beam.translation.compat.ReadLimits;
import dev.pathway.beam.translation.source.TimeLimitedRead;
import java.util.Map;
import org.apache.beam.sdk.io.BoundedReadFromUnboundedSource;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/** Has all splits of an unbounded source that is read for a limited time read side by side. */
final class TimeLimitedReadOverride<T>
    implements PTransformOverrideFactory<
        PBegin, PCollection<T>, BoundedReadFromUnboundedSource<T>> {
  private TimeLimitedReadOverride() {}

  static PTransformOverride create() {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(BoundedReadFromUnboundedSource.class),
        new TimeLimitedReadOverride<>());
  }

  @Override
  public PTransformReplacement<PBegin, PCollection<T>> getReplacementTransform(
      AppliedPTransform<PBegin, PCollection<T>, BoundedReadFromUnboundedSource<T>> transform) {
    return PTransformReplacement.of(
        transform.getPipeline().begin(),
        new TimeLimitedRead<>(ReadLimits.of(transform.getTransform())));
  }

  @Override
  public Map<PCollection<?>, ReplacementOutput> mapOutputs(
      Map<TupleTag<?>, PCollection<?>> outputs, PCollection<T> newOutput) {
    return ReplacementOutputs.singleton(outputs, newOutput);
  }
}
