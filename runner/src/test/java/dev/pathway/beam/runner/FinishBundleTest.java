// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DoFns emit as a bundle ends must reach aggregations that run in the same stage. */
class FinishBundleTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 7, 50, 1_000_000})
  void finishBundle_beforeLiftedCombine_losesNothing(long maxBundleElements) {
    PathwayPipelineOptions options = PipelineOptionsFactory.as(PathwayPipelineOptions.class);
    options.setRunner(PathwayRunner.class);
    options.setMaxBundleElements(maxBundleElements);
    Pipeline pipeline = Pipeline.create(options);

    PAssert.that(
            pipeline
                .apply(GenerateSequence.from(0).to(100))
                .apply(ParDo.of(new Batching()))
                .apply(Count.perElement()))
        .containsInAnyOrder(List.of(KV.of("even", 50L), KV.of("odd", 50L)));

    pipeline.run();
  }

  /** Emits everything at the end of the bundle. */
  static final class Batching extends DoFn<Long, String> {
    private transient List<String> batch = new ArrayList<>();

    @StartBundle
    public void startBundle() {
      batch = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element Long number) {
      batch.add(number % 2 == 0 ? "even" : "odd");
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      batch.forEach(
          parity ->
              context.output(parity, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
    }
  }
}
