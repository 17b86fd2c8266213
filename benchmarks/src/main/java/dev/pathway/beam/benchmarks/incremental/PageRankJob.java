// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;

/** PageRank on the files of a folder, run in this process. */
final class PageRankJob {
  private static final String RUNNER = "--runner=PathwayRunner";
  private static final double NANOS_PER_MILLI = 1e6;

  private final Path input;
  private final String parallelism;

  PageRankJob(Path input, int parallelism) {
    this.input = input;
    this.parallelism = "--parallelism=" + parallelism;
  }

  /** Runs a pipeline that does nothing: the first one of a process starts the engine. */
  static void startEngine() {
    Pipeline first = Pipeline.create(PipelineOptionsFactory.fromArgs(RUNNER).create());
    first.apply(Create.of(1));
    first.run().waitUntilFinish();
  }

  /** Runs the next epoch; returns its milliseconds, from the call of {@code run()} on. */
  double epoch(Path state) {
    // Ranks that are gone are not written: each vertex that is there is given its new one.
    return run(RUNNER, parallelism, "--incremental", "--stateDir=" + state, "--onDeletion=IGNORE");
  }

  /** Runs all from scratch; returns the milliseconds, from the call of {@code run()} on. */
  double scratch() {
    return run(RUNNER, parallelism);
  }

  private double run(String... arguments) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.fromArgs(arguments).create());
    PageRankPipeline.build(pipeline, input);
    long start = System.nanoTime();
    pipeline.run().waitUntilFinish();
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }
}
