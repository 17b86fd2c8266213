// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.runner.PathwayPipelineResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  /**
   * Starts the job that stays up, with the first epoch.
   *
   * @param state its state directory
   */
  Epochs start(Path state) {
    // Ranks that are gone are not written: each vertex that is there is given its new one.
    return new Epochs(
        (PathwayPipelineResult)
            pipeline(
                    "--incremental",
                    "--stateDir=" + state,
                    "--onDeletion=IGNORE",
                    "--watch=1d",
                    "--blockOnRun=false")
                .run());
  }

  /** The job that stays up. */
  record Epochs(PathwayPipelineResult job) implements AutoCloseable {
    /** Computes the next epoch; returns its milliseconds, until its outputs are in place. */
    double next() {
      long start = System.nanoTime();
      job.refresh().join();
      return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }

    @Override
    public void close() {
      job.drain();
      job.waitUntilFinish();
    }
  }

  /** Runs all from scratch; returns the milliseconds, from the call of {@code run()} on. */
  double scratch() {
    Pipeline pipeline = pipeline();
    long start = System.nanoTime();
    pipeline.run().waitUntilFinish();
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }

  private Pipeline pipeline(String... more) {
    List<String> arguments = new ArrayList<>(List.of(RUNNER, parallelism));
    arguments.addAll(List.of(more));
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new)).create());
    PageRankPipeline.build(pipeline, input);
    return pipeline;
  }
}
