// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.job;

import dev.pathway.beam.benchmarks.workload.Digest;
import dev.pathway.beam.benchmarks.workload.Workload;
import dev.pathway.beam.benchmarks.workload.Workloads;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.StreamingOptions;

/**
 * Main class of a measured JVM that runs a workload as a Beam pipeline. Its arguments are pipeline
 * options, among them the runner. Returns like the main class of any job: a runner whose threads
 * keep the JVM alive pays for it.
 */
public final class BeamJob {

  private BeamJob() {}

  /** Runs the workload that the system properties name and writes its report. */
  public static void main(String[] arguments) throws IOException {
    JobSettings settings = JobSettings.from(System.getProperties());
    Workload workload = Workloads.named(settings.workload());
    PipelineOptions options = PipelineOptionsFactory.fromArgs(arguments).withValidation().create();
    options.as(StreamingOptions.class).setStreaming(workload.isStreaming());
    Pipeline pipeline = Pipeline.create(options);
    workload.build(pipeline, settings.parameters());

    long start = System.nanoTime();
    PipelineResult result = pipeline.run();
    PipelineResult.State state = result.waitUntilFinish();
    long jobMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("The pipeline ended in state " + state);
    }
    JobReport.ofThisProcess(
            Digest.from(result.metrics()),
            jobMillis,
            workload.figures(settings.parameters(), result.metrics()))
        .store(settings.report());
  }
}
