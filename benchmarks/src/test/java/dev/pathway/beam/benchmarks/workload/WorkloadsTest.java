// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkloadsTest {

  private static final long SIZE = 20;

  @TempDir private Path directory;

  static List<Workload> workloads() {
    return Workloads.all();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void build_onDirectRunner_givesResultOfPlainLoop(Workload workload) throws IOException {
    Digest plain = runPlain(workload, SIZE);

    Digest direct = runDirect(workload, SIZE);

    assertThat(plain.count()).isPositive();
    assertThat(direct).isEqualTo(plain);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void build_emptyInput_givesEmptyResult(Workload workload) throws IOException {
    Digest plain = runPlain(workload, 0);

    Digest direct = runDirect(workload, 0);

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

  private Digest runPlain(Workload workload, long size) throws IOException {
    Parameters parameters = parameters(size, "plain");
    workload.prepare(parameters);
    Digest digest = workload.runPlain(parameters);
    workload.verifyOutput(parameters, digest);
    return digest;
  }

  private Digest runDirect(Workload workload, long size) throws IOException {
    Parameters parameters = parameters(size, "direct");
    workload.prepare(parameters);
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    workload.build(pipeline, parameters);
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    Digest digest = Digest.from(result.metrics());
    workload.verifyOutput(parameters, digest);
    return digest;
  }

  private Parameters parameters(long size, String output) throws IOException {
    return new Parameters(
        size, directory.resolve("data"), Files.createDirectory(directory.resolve(output)));
  }
}
