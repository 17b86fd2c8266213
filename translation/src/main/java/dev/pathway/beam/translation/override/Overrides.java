// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.override;

import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.SplittableParDo;

/** All overrides, in the order in which they are applied. */
public final class Overrides {
  private Overrides() {}

  /**
   * Replaces transforms of a pipeline, in place.
   *
   * @param incremental whether the pipeline runs on what changed since its last run
   */
  public static void apply(Pipeline pipeline, boolean incremental) {
    if (incremental) {
      pipeline.replaceAll(
          List.of(
              CreateOverride.create(),
              FanoutOverride.create(),
              // After the former, which makes aggregations.
              SampleOverride.create(),
              RandomReshuffleOverride.create()));
    }
    pipeline.replaceAll(
        List.of(
            TimeLimitedReadOverride.create(),
            ShardedBatchesOverride.create(incremental),
            SplittableParDo.PRIMITIVE_BOUNDED_READ_OVERRIDE,
            SplittableParDo.PRIMITIVE_UNBOUNDED_READ_OVERRIDE,
            // After the reads, which are made of splittable DoFns too.
            PTransformOverride.of(
                PTransformMatchers.splittableParDoMulti(),
                new SplittableParDo.OverrideFactory<>())));
  }
}
