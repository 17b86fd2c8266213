// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.metrics.BoundedTrie;
import org.apache.beam.sdk.metrics.BoundedTrieResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.metrics.StringSet;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Metrics of user code, while a pipeline runs and afterwards. */
final class MetricsTest {
  private static final String NAMESPACE = "test";

  private static CountDownLatch gate = new CountDownLatch(1);

  @BeforeEach
  void closeGate() {
    gate = new CountDownLatch(1);
  }

  static final class ReportFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    private final Counter counter = Metrics.counter(NAMESPACE, "counter");
    private final Distribution distribution = Metrics.distribution(NAMESPACE, "distribution");
    private final Gauge gauge = Metrics.gauge(NAMESPACE, "gauge");
    private final StringSet stringSet = Metrics.stringSet(NAMESPACE, "stringSet");
    private final BoundedTrie boundedTrie = Metrics.boundedTrie(NAMESPACE, "boundedTrie");

    @Setup
    public void setUp() {
      Metrics.counter(NAMESPACE, "setUp").inc();
    }

    @StartBundle
    public void startBundle() {
      Metrics.counter(NAMESPACE, "bundles").inc();
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out) {
      counter.inc(element);
      distribution.update(element);
      gauge.set(7);
      stringSet.add(element % 2 == 0 ? "even" : "odd");
      boundedTrie.add("numbers", String.valueOf(element));
      out.output(element);
    }

    @FinishBundle
    public void finishBundle() {
      Metrics.counter(NAMESPACE, "bundles").inc(1000);
    }

    @Teardown
    public void tearDown() {
      Metrics.counter(NAMESPACE, "tornDown").inc();
    }
  }

  static final class WaitAtFourFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> out)
        throws InterruptedException {
      if (element == 4) {
        gate.await();
      }
      out.output(element);
    }
  }

  static final class BreakFn extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @SuppressWarnings("DoNotCallSuggester") // Beam calls it
    public void process() {
      throw new IllegalStateException("broken");
    }
  }

  private static MetricQueryResults query(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(NAMESPACE)).build());
  }

  private static <T> MetricResult<T> only(Iterable<MetricResult<T>> results, String name) {
    List<MetricResult<T>> found =
        StreamSupport.stream(results.spliterator(), false)
            .filter(result -> result.getName().getName().equals(name))
            .toList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  @Test
  void metrics_ofADoFn_areAttemptedAndCommitted() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(1, 2, 3, 4)).apply("Report", ParDo.of(new ReportFn()));

    MetricQueryResults results = query(pipeline.run());

    MetricResult<Long> counter = only(results.getCounters(), "counter");
    assertThat(counter.getKey().stepName()).isEqualTo("Report/ParMultiDo(Report)");
    assertThat(counter.getAttempted()).isEqualTo(10);
    assertThat(counter.getCommitted()).isEqualTo(10);
    MetricResult<DistributionResult> distribution =
        only(results.getDistributions(), "distribution");
    assertThat(distribution.getAttempted()).isEqualTo(DistributionResult.create(10, 4, 1, 4));
    assertThat(distribution.getCommitted()).isEqualTo(DistributionResult.create(10, 4, 1, 4));
    assertThat(only(results.getGauges(), "gauge").getAttempted().getValue()).isEqualTo(7);
    assertThat(only(results.getGauges(), "gauge").getCommitted().getValue()).isEqualTo(7);
    assertThat(only(results.getStringSets(), "stringSet").getAttempted().getStringSet())
        .containsExactlyInAnyOrder("even", "odd");
    assertThat(only(results.getStringSets(), "stringSet").getCommitted().getStringSet())
        .containsExactlyInAnyOrder("even", "odd");
    MetricResult<BoundedTrieResult> trie = only(results.getBoundedTries(), "boundedTrie");
    assertThat(trie.getAttempted().getResult())
        .containsExactlyInAnyOrder(
            List.of("numbers", "1", "false"),
            List.of("numbers", "2", "false"),
            List.of("numbers", "3", "false"),
            List.of("numbers", "4", "false"));
    assertThat(trie.getCommitted()).isEqualTo(trie.getAttempted());
  }

  @Test
  void metrics_ofAllMethodsOfADoFn_count() {
    Pipeline pipeline = Pipelines.create("--parallelism=1");
    pipeline.apply(Create.of(1, 2, 3, 4)).apply("Report", ParDo.of(new ReportFn()));

    MetricQueryResults results = query(pipeline.run());

    assertThat(only(results.getCounters(), "setUp").getCommitted()).isEqualTo(1);
    assertThat(only(results.getCounters(), "tornDown").getCommitted()).isEqualTo(1);
    assertThat(only(results.getCounters(), "bundles").getCommitted()).isGreaterThanOrEqualTo(1001);
  }

  @Test
  void metrics_whilePipelineRuns_areThere() {
    Pipeline pipeline = Pipelines.create("--blockOnRun=false", "--maxBundleElements=1");
    pipeline
        .apply(Create.of(1, 2, 3, 4))
        .apply("Report", ParDo.of(new ReportFn()))
        .apply("Wait", ParDo.of(new WaitAtFourFn()));
    PipelineResult result = pipeline.run();

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              MetricResult<Long> counter = only(query(result).getCounters(), "counter");
              assertThat(counter.getAttempted()).isEqualTo(10);
              assertThat(counter.getCommitted()).isEqualTo(6);
            });
    gate.countDown();
    result.waitUntilFinish();

    assertThat(only(query(result).getCounters(), "counter").getCommitted()).isEqualTo(10);
  }

  @Test
  void metrics_queriedAllTheTime_neverFail() {
    Pipeline pipeline = Pipelines.create("--blockOnRun=false", "--maxBundleElements=2");
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      numbers.add(1);
    }
    pipeline.apply(Create.of(numbers)).apply("Report", ParDo.of(new ReportFn()));
    PipelineResult result = pipeline.run();

    while (!result.getState().isTerminal()) {
      for (MetricResult<Long> counter : query(result).getCounters()) {
        assertThat(
                counter.getCommittedOrNull() == null
                    || counter.getCommitted() <= counter.getAttempted())
            .isTrue();
      }
    }

    assertThat(only(query(result).getCounters(), "counter").getCommitted()).isEqualTo(5_000);
  }

  @Test
  void metrics_ofAFailedPipeline_areAttemptedOnly() {
    Pipeline pipeline = Pipelines.create("--blockOnRun=false");
    pipeline
        .apply(Create.of(1))
        .apply("Report", ParDo.of(new ReportFn()))
        .apply("Break", ParDo.of(new BreakFn()));
    PipelineResult result = pipeline.run();

    assertThatThrownBy(result::waitUntilFinish).isInstanceOf(PipelineExecutionException.class);

    MetricResult<Long> counter = only(query(result).getCounters(), "counter");
    assertThat(counter.getAttempted()).isEqualTo(1);
    assertThat(counter.getCommittedOrNull()).isIn(null, 0L);
  }

  @Test
  void metrics_ofACombineFn_count() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(1, 2, 3, 4)).apply("Total", Combine.globally(new ReportingSum()));

    MetricQueryResults results = query(pipeline.run());

    assertThat(only(results.getCounters(), "added").getAttempted()).isEqualTo(4);
    assertThat(only(results.getCounters(), "added").getCommitted()).isEqualTo(4);
    assertThat(only(results.getCounters(), "extracted").getCommitted()).isPositive();
  }

  static final class ReportingSum extends Combine.CombineFn<Integer, Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer createAccumulator() {
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input) {
      Metrics.counter(NAMESPACE, "added").inc();
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators) {
      int sum = 0;
      for (Integer accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Integer extractOutput(Integer accumulator) {
      Metrics.counter(NAMESPACE, "extracted").inc();
      return accumulator;
    }

    @Override
    public Coder<Integer> getAccumulatorCoder(
        org.apache.beam.sdk.coders.CoderRegistry registry, Coder<Integer> inputCoder) {
      return VarIntCoder.of();
    }
  }

  @Test
  void metrics_ofASource_count() {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply("Numbers", Read.from(new ReportingSource(5)));

    MetricQueryResults results = query(pipeline.run());

    for (String name : Set.of("split", "start", "advance")) {
      MetricResult<Long> counter = only(results.getCounters(), name);
      assertThat(counter.getKey().stepName()).isEqualTo("Numbers");
      assertThat(counter.getAttempted()).as(name).isPositive();
      assertThat(counter.getCommitted()).as(name).isEqualTo(counter.getAttempted());
    }
    assertThat(only(results.getCounters(), "advance").getAttempted()).isEqualTo(5);
  }

  private static final class ReportingSource extends BoundedSource<Integer> {
    private static final long serialVersionUID = 1L;

    private final int size;

    ReportingSource(int size) {
      this.size = size;
    }

    @Override
    public List<? extends BoundedSource<Integer>> split(
        long desiredBundleSizeBytes, PipelineOptions options) {
      Metrics.counter(NAMESPACE, "split").inc();
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return size;
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }

    @Override
    public BoundedReader<Integer> createReader(PipelineOptions options) {
      return new Reader();
    }

    private final class Reader extends BoundedReader<Integer> {
      private int at;

      @Override
      public boolean start() {
        Metrics.counter(NAMESPACE, "start").inc();
        return at < size;
      }

      @Override
      public boolean advance() {
        Metrics.counter(NAMESPACE, "advance").inc();
        return ++at < size;
      }

      @Override
      public Integer getCurrent() {
        return at;
      }

      @Override
      public void close() {}

      @Override
      public BoundedSource<Integer> getCurrentSource() {
        return ReportingSource.this;
      }
    }
  }
}
