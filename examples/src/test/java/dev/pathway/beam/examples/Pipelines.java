// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import dev.pathway.beam.runner.TestPathwayRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.TestPipeline;

/** Pipelines for tests. */
final class Pipelines {
  private Pipelines() {}

  /** Returns an empty pipeline that will run on PathwayRunner, with user code checked. */
  static TestPipeline create() {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(TestPathwayRunner.class);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(true);
  }
}
