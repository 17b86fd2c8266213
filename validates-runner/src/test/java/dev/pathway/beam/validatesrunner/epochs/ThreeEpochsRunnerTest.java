// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Keys;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

/** What the runner lets pass, and what not. */
final class ThreeEpochsRunnerTest {
  private static final List<String> WORDS = List.of("a", "b", "a", "c");

  private static Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--runner=" + ThreeEpochsRunner.class.getName()).create());
  }

  @Test
  void run_assertionHoldsOfTheLastEpoch_succeedsAndIsCounted() {
    Pipeline pipeline = pipeline();
    PAssert.that(pipeline.apply(Create.of(WORDS)).apply(Count.perElement()))
        .containsInAnyOrder(List.of(KV.of("a", 2L), KV.of("b", 1L), KV.of("c", 1L)));

    PipelineResult result = pipeline.run();

    TestPipeline.verifyPAssertsSucceeded(pipeline, result);
  }

  @Test
  void run_assertionHoldsOfAnEarlierEpochOnly_fails() {
    Pipeline pipeline = pipeline();
    PAssert.that(pipeline.apply(Create.of(WORDS)).apply(Count.perElement()))
        .containsInAnyOrder(List.of(KV.of("a", 1L), KV.of("b", 1L)));

    assertThatThrownBy(pipeline::run).cause().isInstanceOf(AssertionError.class);
  }

  /** Makes something else of an element each time. */
  private static final class NumberFn extends DoFn<String, Integer> {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger CALLS = new AtomicInteger();

    @ProcessElement
    public void process(OutputReceiver<Integer> out) {
      out.output(CALLS.incrementAndGet());
    }
  }

  @Test
  void run_elementsCannotBeTakenBack_fails() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(WORDS))
        .apply(Count.perElement())
        .apply(Keys.create())
        .apply(ParDo.of(new NumberFn()))
        .apply(Count.perElement());

    assertThatThrownBy(pipeline::run).hasMessageContaining("taken back");
  }

  /** Fails wherever its input is not all that the test gives. */
  private static final class OnlyAllFn extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<String>> all) {
      List<String> words = new ArrayList<>();
      all.getValue().forEach(words::add);
      if (words.size() != WORDS.size() || !words.containsAll(WORDS)) {
        throw new IllegalArgumentException("not on " + words);
      }
    }
  }

  @Test
  void run_otherInputsAreRefused_fails() {
    Pipeline pipeline = pipeline();
    pipeline
        .apply(Create.of(WORDS))
        .apply(WithKeys.of(""))
        .apply(GroupByKey.create())
        .apply(ParDo.of(new OnlyAllFn()));

    assertThatThrownBy(pipeline::run)
        .hasMessageContaining("on any other input than the test's")
        .hasMessageContaining("not on");
  }

  @Test
  void alterations_ofEachEpoch_alterSeveralElements() {
    for (int epoch = 1; epoch <= 2; epoch++) {
      assertThat(Alteration.ofEpoch(epoch))
          .isNotEmpty()
          .allSatisfy(alteration -> assertThat(alteration.of(WORDS)).isNotEqualTo(WORDS));
    }
  }
}
