// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.translation.dofn.ParDoSpec.Checks;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.CrashingRunner;

/** Pipelines to be translated and not run. */
final class Pipelines {
  private Pipelines() {}

  /** Returns an empty pipeline. */
  static Pipeline empty() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(CrashingRunner.class);
    options.setJobName("test");
    // Else a new one each time.
    options.setOptionsId(0);
    return Pipeline.create(options);
  }

  /** Returns the plan of a pipeline before any pass. */
  static Plan unoptimised(Pipeline pipeline) {
    return translator().unoptimised(pipeline, null);
  }

  /** Returns the plan of a pipeline as it would run. */
  static Plan translate(Pipeline pipeline) {
    return translator().translate(pipeline);
  }

  private static PipelineTranslator translator() {
    return new PipelineTranslator("test", new Checks(false, false));
  }
}
