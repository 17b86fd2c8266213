// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.runner.PathwayPipelineOptions.OnPipelineChange;
import dev.pathway.beam.translation.revision.KnownPlan;

/**
 * A pipeline that is to be brought up to date.
 *
 * @param plan its plan, not fused yet
 * @param known what is to be known of the plan
 * @param onChange what is done if it is another program than the state directory's
 * @param recomputeAll whether all is computed anew
 */
record IncrementalPipeline(
    Plan plan, KnownPlan known, OnPipelineChange onChange, boolean recomputeAll) {
  /** Returns a pipeline whose state may be another one's. */
  static IncrementalPipeline of(Plan plan, PathwayPipelineOptions options) {
    return new IncrementalPipeline(
        plan, KnownPlan.of(plan), options.getOnPipelineChange(), options.isFullRecompute());
  }

  /** Returns the pipeline as it is run once the state is its own. */
  IncrementalPipeline unchanged() {
    return new IncrementalPipeline(plan, known, OnPipelineChange.FAIL, false);
  }
}
