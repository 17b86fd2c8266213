// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * {@link PathwayRunner} for tests: checks what user code does to elements, and waits for the end of
 * the pipeline.
 */
public final class TestPathwayRunner extends PipelineRunner<PipelineResult> {
  private final PathwayRunner runner;

  private TestPathwayRunner(PathwayRunner runner) {
    this.runner = runner;
  }

  /** Returns a runner with the given options; called by Beam. */
  public static TestPathwayRunner fromOptions(PipelineOptions options) {
    PathwayPipelineOptions pathway = options.as(PathwayPipelineOptions.class);
    pathway.setBlockOnRun(true);
    pathway.setEnforceImmutability(true);
    pathway.setEnforceEncodability(true);
    return new TestPathwayRunner(PathwayRunner.fromOptions(pathway));
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    return runner.run(pipeline);
  }
}
