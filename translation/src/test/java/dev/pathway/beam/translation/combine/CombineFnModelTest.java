// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.combine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.state.table.Accumulation;
import dev.pathway.beam.translation.fixture.Jobs;
import dev.pathway.beam.translation.metrics.JobMetrics;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.util.SerializableUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class CombineFnModelTest {
  private final JobContext job = Jobs.create();

  @BeforeAll
  static void supportMetrics() {
    MetricsEnvironment.setMetricsSupported(true);
  }

  @Test
  void extract_valuesAddedAndMerged_isTheResult() {
    CombineFnModel model = new CombineFnModel(new Sum(), VarIntCoder.of(), null);
    Accumulation<@Nullable Object, Object> accumulation = model.accumulation(job, "step");

    Object left = accumulation.add(accumulation.add(accumulation.create(), 1), 2);
    Object right = accumulation.add(accumulation.create(), 4);

    assertThat(model.extract(accumulation.merge(left, right))).isEqualTo("7");
  }

  @Test
  void accumulation_metricsOfTheFunction_areTheSteps() {
    CombineFnModel model =
        SerializableUtils.clone(new CombineFnModel(new Sum(), VarIntCoder.of(), null));
    Accumulation<@Nullable Object, Object> accumulation = model.accumulation(job, "step");

    Object left = accumulation.add(accumulation.create(), 1);
    Object right = accumulation.create();
    Object unused = model.extract(accumulation.merge(left, right));

    assertThat(unused).isEqualTo("1");
    assertThat(committed()).isEmpty();
    model.bundleCommitted();
    assertThat(committed()).isEqualTo(Map.of("create", 2L, "add", 1L, "merge", 1L, "extract", 1L));
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter :
        JobMetrics.of(job)
            .results()
            .queryMetrics(MetricsFilter.builder().addStep("step").build())
            .getCounters()) {
      counters.put(counter.getName().getName(), counter.getAttempted());
    }
    assertThat(counters).isEqualTo(Map.of("create", 2L, "add", 1L, "merge", 1L, "extract", 1L));
  }

  /** Returns the counters that are not zero. */
  private Map<String, Long> committed() {
    Map<String, Long> counters = new TreeMap<>();
    for (MetricResult<Long> counter :
        JobMetrics.of(job)
            .results()
            .queryMetrics(MetricsFilter.builder().addStep("step").build())
            .getCounters()) {
      Long committed = counter.getCommittedOrNull();
      if (committed != null && committed > 0) {
        counters.put(counter.getName().getName(), committed);
      }
    }
    return counters;
  }

  /** Adds up integers, and counts how it is called. */
  private static final class Sum extends CombineFn<Integer, Integer, String> {
    @Override
    public Integer createAccumulator() {
      Metrics.counter(Sum.class, "create").inc();
      return 0;
    }

    @Override
    public Integer addInput(Integer accumulator, Integer input) {
      Metrics.counter(Sum.class, "add").inc();
      return accumulator + input;
    }

    @Override
    public Integer mergeAccumulators(Iterable<Integer> accumulators) {
      Metrics.counter(Sum.class, "merge").inc();
      int sum = 0;
      for (int accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public String extractOutput(Integer accumulator) {
      Metrics.counter(Sum.class, "extract").inc();
      return String.valueOf(accumulator);
    }
  }
}
