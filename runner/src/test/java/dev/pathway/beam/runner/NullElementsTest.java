// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

/** Null elements whose coder has no form for them. */
final class NullElementsTest {
  static final class NullFn extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @SuppressWarnings("NullAway") // what this is about
    public void process(OutputReceiver<String> out) {
      out.output(null);
    }
  }

  static final class PairFn extends DoFn<String, KV<String, String>> {
    private static final long serialVersionUID = 1L;

    private final boolean keys;

    PairFn(boolean keys) {
      this.keys = keys;
    }

    @ProcessElement
    @SuppressWarnings("NullAway") // what this is about
    public void process(OutputReceiver<KV<String, String>> out) {
      out.output(keys ? KV.of(null, "value") : KV.of("key", null));
    }
  }

  @Test
  void run_nullThatMeetsNoCoder_passes() throws IOException {
    Gathered<Long> counted = new Gathered<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply("Words", Create.of("a"))
        .apply("Null", ParDo.of(new NullFn()))
        .apply("Again", ParDo.of(new NullFn()))
        .apply("Count", Count.globally())
        .apply(counted);

    pipeline.run();

    assertThat(counted.elements()).containsExactly(1L);
  }

  @Test
  void run_nullThatMeetsNoCoder_isRefusedWithEnforceEncodability() {
    Pipeline pipeline = Pipelines.create("--enforceEncodability");
    pipeline.apply("Words", Create.of("a")).apply("Null", ParDo.of(new NullFn()));

    assertThatThrownBy(pipeline::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageContainingAll(
            "'Null/ParMultiDo(Null)' emitted the value null",
            "StringUtf8Coder",
            "cannot encode a null String");
  }

  @Test
  void run_nullThatACoderCanEncode_isAnElementAsOthers() throws IOException {
    Gathered<Long> counted = new Gathered<>();
    Pipeline pipeline = Pipelines.create("--enforceEncodability");
    pipeline
        .apply("Words", Create.of("a"))
        .apply("Null", ParDo.of(new NullFn()))
        .setCoder(NullableCoder.of(StringUtf8Coder.of()))
        .apply("Count", Count.perElement())
        .apply("Values", Values.create())
        .apply(counted);

    pipeline.run();

    assertThat(counted.elements()).containsExactly(1L);
  }

  @Test
  void run_groupedNullValue_namesTheGroupByKey() {
    assertThatThrownBy(grouping(false)::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessageStartingWith("'Group' failed:")
        .hasMessageContaining("cannot encode a null String");
  }

  @Test
  void run_groupedNullKey_namesTheTransformThatEmittedIt() {
    assertThatThrownBy(grouping(true)::run)
        .isInstanceOf(PipelineExecutionException.class)
        .hasMessage(
            "'Pair/ParMultiDo(Pair)' failed: java.lang.IllegalArgumentException: "
                + "the key is null, which StringUtf8Coder cannot encode");
  }

  private static Pipeline grouping(boolean nullKeys) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply("Words", Create.of("a"))
        .apply("Pair", ParDo.of(new PairFn(nullKeys)))
        .apply("Group", GroupByKey.create());
    return pipeline;
  }
}
