// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.runner.Gathered;
import dev.pathway.beam.runner.PathwayPipelineResult;
import dev.pathway.beam.runner.Pipelines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pipelines on three members make what they make on one. */
final class ClusterTest {
  private static LocalCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    cluster = new LocalCluster(3);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static List<String> run(Cases each, String... options) {
    Pipeline pipeline = Pipelines.create(options);
    Gathered<String> gathered = new Gathered<>();
    each.build(pipeline, gathered);
    pipeline.run().waitUntilFinish();
    return gathered.elements().stream().sorted().toList();
  }

  @ParameterizedTest
  @EnumSource
  void run_batch_makesWhatOneMemberMakes(Cases each) {
    assertThat(run(each, cluster.options())).isNotEmpty().isEqualTo(run(each));
  }

  @ParameterizedTest
  @EnumSource
  void run_stream_makesWhatOneMemberMakes(Cases each) {
    assertThat(run(each, cluster.options("--streaming"))).isNotEmpty().isEqualTo(run(each));
  }

  @Test
  void run_writeFiles_holdsEachLineOnce() throws IOException {
    Pipeline pipeline = Pipelines.create(cluster.options());
    pipeline
        .apply(GenerateSequence.from(0).to(5_000))
        .apply(MapElements.into(TypeDescriptors.strings()).via(String::valueOf))
        .apply(TextIO.write().to(folder.resolve("out").toString()));

    pipeline.run();

    assertThat(lines())
        .containsExactlyInAnyOrderElementsOf(
            LongStream.range(0, 5_000).mapToObj(String::valueOf).toList());
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  @Test
  void run_countingFn_addsUpMembersCounters() {
    Pipeline pipeline = Pipelines.create(cluster.options());
    pipeline.apply(GenerateSequence.from(0).to(3_000)).apply(ParDo.of(new CountFn()));

    PipelineResult result = pipeline.run();

    MetricResult<Long> counter = seen(result);
    assertThat(counter.getAttempted()).isEqualTo(3_000);
    assertThat(counter.getCommitted()).isEqualTo(3_000);
  }

  private static MetricResult<Long> seen(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.named(ClusterTest.class, "seen"))
                .build())
        .getCounters()
        .iterator()
        .next();
  }

  @Test
  void run_failingFn_failsAsOnOneMember() {
    String onOne = failure();

    assertThat(failure(cluster.options())).isEqualTo(onOne).contains("'Fail/ParMultiDo");
  }

  private static String failure(String... options) {
    Pipeline pipeline = Pipelines.create(options);
    pipeline.apply(GenerateSequence.from(0).to(10)).apply("Fail", ParDo.of(new FailFn()));
    try {
      pipeline.run();
    } catch (PipelineExecutionException e) {
      assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
      return e.getMessage();
    }
    throw new AssertionError("it did not fail");
  }

  private static PathwayPipelineResult endless(LocalCluster on, String guarantee) {
    Pipeline pipeline =
        Pipelines.create(on.options("--blockOnRun=false", "--processingGuarantee=" + guarantee));
    pipeline
        .apply(GenerateSequence.from(0).withRate(1_000, org.joda.time.Duration.standardSeconds(1)))
        .apply(ParDo.of(new CountFn()));
    PathwayPipelineResult result = (PathwayPipelineResult) pipeline.run();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> seen(result).getAttempted() > 10);
    return result;
  }

  @Test
  void drain_endlessPipeline_endsAsDone() {
    PathwayPipelineResult result = endless(cluster, "EXACTLY_ONCE");

    result.drain();

    assertThat(result.waitUntilFinish(org.joda.time.Duration.standardSeconds(30)))
        .isEqualTo(State.DONE);
  }

  @Test
  void cancel_endlessPipeline_endsAsCancelled() {
    PathwayPipelineResult result = endless(cluster, "EXACTLY_ONCE");

    assertThat(result.cancel()).isEqualTo(State.CANCELLED);
  }

  @Test
  void run_memberIsLostWithoutSnapshots_failsAndSaysWhy() {
    try (LocalCluster small = new LocalCluster(2)) {
      PathwayPipelineResult result = endless(small, "NONE");

      small.lose(1);

      assertThatThrownBy(result::waitUntilFinish).hasMessageContaining("the cluster lost a member");
    }
  }

  @Test
  void run_testStream_isRefused() {
    Pipeline pipeline = Pipelines.create(cluster.options());
    pipeline.apply(TestStream.create(VarLongCoder.of()).advanceWatermarkToInfinity());

    assertThatThrownBy(pipeline::run).hasMessageContaining("cannot run on a cluster");
  }

  @Test
  void run_incremental_isRefused() {
    Pipeline pipeline =
        Pipelines.create(cluster.options("--incremental", "--stateDir=" + folder.resolve("state")));
    pipeline.apply(GenerateSequence.from(0).to(10));

    assertThatThrownBy(pipeline::run).hasMessageContaining("does not go with --hazelcastMembers");
  }

  @Test
  void run_nobodyThere_saysSo() {
    Pipeline pipeline = Pipelines.create("--hazelcastMembers=127.0.0.1:1");
    pipeline.apply(GenerateSequence.from(0).to(10));

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("No member of cluster 'pathway' answers");
  }

  private static final class CountFn extends DoFn<Long, Void> {
    private static final long serialVersionUID = 1L;

    private final Counter seen = Metrics.counter(ClusterTest.class, "seen");

    @ProcessElement
    public void process() {
      seen.inc();
    }
  }

  private static final class FailFn extends DoFn<Long, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number) {
      if (number == 7) {
        throw new IllegalStateException("seven");
      }
    }
  }
}
