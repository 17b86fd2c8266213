// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Side inputs whose window fires several times. */
final class TriggeredViewTest {
  static final class ReadSingle extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Integer> view;

    ReadSingle(PCollectionView<Integer> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element() + context.sideInput(view));
    }
  }

  static final class ReadMap extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<String, Integer>> view;

    ReadMap(PCollectionView<Map<String, Integer>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element() + new TreeMap<>(context.sideInput(view)));
    }
  }

  @Test
  void run_singleton_hasTheValueOfTheLatestPane() {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    PCollectionView<Integer> sum =
        pipeline
            .apply("Numbers", Create.of(1, 2, 3))
            .apply(TriggeredViewTest.<Integer>eachElement())
            .apply(Combine.globally(Sum.ofIntegers()).asSingletonView());
    pipeline
        .apply("Main", Create.of("sum "))
        .apply(ParDo.of(new ReadSingle(sum)).withSideInputs(sum))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly("sum 6");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void run_map_hasTheLatestPaneOfEachKey(boolean inMemory) {
    Pipeline pipeline = Pipelines.create();
    Gathered<String> gathered = new Gathered<>();
    PCollectionView<Map<String, Integer>> sums =
        pipeline
            .apply("Pairs", Create.of(KV.of("a", 1), KV.of("a", 2), KV.of("b", 4)))
            .apply(TriggeredViewTest.<KV<String, Integer>>eachElement())
            .apply(Sum.integersPerKey())
            .apply(View.<String, Integer>asMap().inMemory(inMemory));
    pipeline
        .apply("Main", Create.of("sums "))
        .apply(ParDo.of(new ReadMap(sums)).withSideInputs(sums))
        .apply(gathered);

    pipeline.run();

    assertThat(gathered.elements()).containsExactly("sums {a=3, b=4}");
  }

  private static <T> Window<T> eachElement() {
    return Window.<T>configure()
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(1)))
        .withAllowedLateness(Duration.ZERO)
        .accumulatingFiredPanes();
  }
}
