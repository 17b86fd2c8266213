// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.incremental;

import dev.pathway.beam.benchmarks.workload.ProcessCpu;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;

/**
 * Main class of a measured JVM that runs the pipeline of the cost benchmark once. Arguments: the
 * folders of orders, accounts and output, the number of shards, the file for the report, and
 * pipeline options.
 */
public final class CostRun {
  /** In the report: from the call of {@code run()} until the output is in its place. */
  static final String PUBLISHED_MILLIS = "publishedMillis";

  /** In the report: from the call of {@code run()} to its return. */
  static final String RUN_MILLIS = "runMillis";

  /** In the report: CPU time of the process from the call of {@code run()} to its return. */
  static final String RUN_CPU_MILLIS = "runCpuMillis";

  private static final int POSITIONAL = 5;
  private static final double NANOS_PER_MILLI = 1e6;

  private CostRun() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    String[] given = Arrays.copyOfRange(arguments, POSITIONAL, arguments.length);
    // The first job of a process starts the engine, which is no cost of the job.
    Pipeline first =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=PathwayRunner").create());
    first.apply(Create.of(1));
    first.run().waitUntilFinish();

    PipelineOptions options = PipelineOptionsFactory.fromArgs(given).create();
    Pipeline pipeline = Pipeline.create(options);
    Path output = Path.of(arguments[2]);
    CostPipeline.build(
        pipeline,
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        output,
        Integer.parseInt(arguments[3]));
    Instant submitted = Instant.now();
    long cpu = ProcessCpu.nanos();
    long start = System.nanoTime();
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    Map<String, Double> figures = new TreeMap<>();
    figures.put(RUN_MILLIS, (System.nanoTime() - start) / NANOS_PER_MILLI);
    figures.put(RUN_CPU_MILLIS, (ProcessCpu.nanos() - cpu) / NANOS_PER_MILLI);
    figures.put(PUBLISHED_MILLIS, Math.min(published(output, submitted), figures.get(RUN_MILLIS)));
    for (MetricResult<Long> counter :
        result
            .metrics()
            .queryMetrics(
                MetricsFilter.builder()
                    .addNameFilter(MetricNameFilter.inNamespace(CountingFn.NAMESPACE))
                    .build())
            .getCounters()) {
      figures.merge(counter.getName().getName(), (double) counter.getAttempted(), Double::sum);
    }
    Properties report = new Properties();
    figures.forEach((name, value) -> report.setProperty(name, value.toString()));
    try (Writer writer = Files.newBufferedWriter(Path.of(arguments[4]))) {
      report.store(writer, null);
    }
  }

  /** Returns the milliseconds until the outputs were said to be complete, by the file's time. */
  private static double published(Path output, Instant submitted) throws IOException {
    Path latest = output.resolve("_pathway").resolve("LATEST.json");
    return Files.exists(latest)
        ? Duration.between(submitted, Files.getLastModifiedTime(latest).toInstant()).toNanos()
            / NANOS_PER_MILLI
        : Double.MAX_VALUE;
  }
}
