// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkloadsTest {

  private static final long SIZE = 20;

  // More than one window.
  private static final long STREAM_PAIRS = 1_500;

  // Each warm-up element and exchange takes the Direct runner milliseconds.
  private static final long IDLE_MILLIS = 400;

  // Each step of event time takes the Direct runner a second.
  private static final long GROWTH_SIZE = 1;

  @TempDir private Path directory;

  static List<Workload> workloads() {
    return Workloads.all();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void build_onDirectRunner_givesResultOfPlainLoopAndFigures(Workload workload) throws IOException {
    Digest plain = runPlain(workload, size(workload));
    Parameters parameters = parameters(size(workload), "direct");

    MetricResults metrics = runDirect(workload, parameters);

    assertThat(plain.count()).isPositive();
    assertThat(Digest.from(metrics)).isEqualTo(plain);
    Map<String, Double> figures = workload.figures(parameters, metrics);
    assertThat(figures.isEmpty()).isEqualTo(workload.discipline() == Discipline.THROUGHPUT);
    assertThat(figures.values()).allMatch(value -> value >= 0 && value < 1e9);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void build_emptyInput_givesEmptyResult(Workload workload) throws IOException {
    Digest plain = runPlain(workload, 0);

    Digest direct = Digest.from(runDirect(workload, parameters(0, "direct")));

    assertThat(plain).isEqualTo(new Digest(0, 0));
    assertThat(direct).isEqualTo(plain);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void named_nameOfWorkload_returnsIt(Workload workload) {
    assertThat(Workloads.named(workload.name())).isSameAs(workload);
  }

  @Test
  void named_unknownName_failsWithTheNamesThereAre() {
    assertThatThrownBy(() -> Workloads.named("sort"))
        .hasMessageContaining("sort")
        .hasMessageContaining("chain, sum, group, wordcount, startup");
  }

  @Test
  void size_smallScale_isAtLeastOne() {
    assertThat(Workloads.named("chain").size(1e-12)).isEqualTo(1);
    assertThat(Workloads.named("chain").size(0.5)).isEqualTo(10_000_000);
  }

  @Test
  void size_startup_doesNotScale() {
    Workload startup = Workloads.named("startup");

    assertThat(startup.size(0.001)).isEqualTo(startup.defaultSize());
  }

  @Test
  void verifyOutput_wordCountLostFile_fails() throws IOException {
    Workload workload = Workloads.named("wordcount");
    Parameters parameters = parameters(SIZE, "lost");
    workload.prepare(parameters);
    Digest digest = workload.runPlain(parameters);
    Files.delete(parameters.outputDirectory().resolve("counts-00000-of-00001"));

    assertThatThrownBy(() -> workload.verifyOutput(parameters, digest))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0 elements");
  }

  private static long size(Workload workload) {
    return switch (workload.discipline()) {
      case GROWTH -> GROWTH_SIZE;
      case REAL_TIME -> workload instanceof StreamIdleWorkload ? IDLE_MILLIS : STREAM_PAIRS;
      case THROUGHPUT -> SIZE;
    };
  }

  private Digest runPlain(Workload workload, long size) throws IOException {
    Parameters parameters = parameters(size, "plain");
    workload.prepare(parameters);
    Digest digest = workload.runPlain(parameters);
    workload.verifyOutput(parameters, digest);
    return digest;
  }

  private static MetricResults runDirect(Workload workload, Parameters parameters)
      throws IOException {
    workload.prepare(parameters);
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    workload.build(pipeline, parameters);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    workload.verifyOutput(parameters, Digest.from(result.metrics()));
    return result.metrics();
  }

  private Parameters parameters(long size, String output) throws IOException {
    return new Parameters(
        size, directory.resolve("data"), Files.createDirectory(directory.resolve(output)));
  }
}
