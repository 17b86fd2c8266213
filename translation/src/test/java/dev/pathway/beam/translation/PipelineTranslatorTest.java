// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.engine.plan.Plan;
import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.state.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.model.pipeline.v1.RunnerApi.FunctionSpec;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.construction.PTransformTranslation.RawPTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PipelineTranslatorTest {
  @Test
  void translate_severalThingsThatCannotRun_allInOneMessage() {
    Pipeline pipeline = Pipelines.empty();
    pipeline.apply("Unheard", new Unheard());
    pipeline.apply("Unknown", new Unheard());

    assertThatThrownBy(() -> Pipelines.translate(pipeline))
        .isInstanceOf(UnsupportedPipelineException.class)
        .hasMessage(
            """
            PathwayRunner cannot run this pipeline, nothing was started. 2 transforms are not supported:
              - 'Unheard' (test:unheard:v1) is a primitive transform that is not supported yet
              - 'Unknown' (test:unheard:v1) is a primitive transform that is not supported yet""");
  }

  @Test
  void translate_oneThingThatCannotRun_inTheSingular() {
    Pipeline pipeline = Pipelines.empty();
    pipeline.apply("Unheard", new Unheard());

    assertThatThrownBy(() -> Pipelines.translate(pipeline))
        .hasMessageStartingWith(
            "PathwayRunner cannot run this pipeline, nothing was started. 1 transform is not supported:\n  - 'Unheard'");
  }

  @Test
  void translate_primitiveWithoutUrn_isRefusedByItsClass() {
    Pipeline pipeline = Pipelines.empty();
    pipeline.apply("Nameless", new Nameless());

    assertThatThrownBy(() -> Pipelines.translate(pipeline))
        .isInstanceOf(UnsupportedPipelineException.class)
        .hasMessageContaining(
            "'Nameless' (" + Nameless.class.getName() + ") is a primitive transform");
  }

  @Test
  void translate_functionThatIsNotSerialisable_namesItsTransform() {
    Pipeline pipeline = Pipelines.empty();
    PCollection<String> input = pipeline.apply("Create", Create.of("a"));

    assertThatThrownBy(
            () -> {
              input.apply("Good", ParDo.of(new Holding("text")));
              input.apply("Bad", ParDo.of(new Holding(new Object())));
              Pipelines.translate(pipeline);
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'Bad/ParMultiDo(Holding)'")
        .hasMessageContaining("java.lang.Object")
        .hasMessageNotContaining("'Good");
  }

  @Test
  void translate_aggregationWithoutCoderForItsAccumulators_namesItsTransform() {
    Pipeline pipeline = Pipelines.empty();
    pipeline
        .apply("Pairs", Create.of(KV.of("a", 1)))
        .apply("Sum", Combine.perKey(new WithoutAccumulatorCoder()));

    assertThatThrownBy(() -> Pipelines.translate(pipeline))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Beam cannot translate 'Sum' (")
        .hasMessageContaining("CannotProvideCoderException");
  }

  @Test
  void translate_liftedAggregation_partialResultsAreEncodedAsAccumulators() throws IOException {
    Pipeline pipeline = Pipelines.empty();
    pipeline
        .apply("Pairs", Create.of(KV.of("a", "1")))
        .apply("Count", Combine.perKey(Count.combineFn()));
    Plan plan = Pipelines.translate(pipeline);
    Codec<Object> codec = plan.collection("Count/partial").elementCodec().create();
    WindowedValue<KV<String, long[]>> partial =
        WindowedValues.valueInGlobalWindow(KV.of("a", new long[] {7}));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    codec.encode(partial, out);
    WindowedValue<?> copy =
        (WindowedValue<?>) codec.decode(new ByteArrayInputStream(out.toByteArray()));

    KV<?, ?> pair = (KV<?, ?>) copy.getValue();
    assertThat(pair.getKey()).isEqualTo("a");
    assertThat(pair.getValue()).isEqualTo(new long[] {7});
  }

  @Test
  void translate_emptyPipeline_emptyPlan() {
    assertThat(Pipelines.translate(Pipelines.empty()).nodes()).isEmpty();
  }

  @Test
  void translate_samePipelineTwice_sameIds() {
    for (GoldenPipeline golden : GoldenPipeline.values()) {
      assertThat(ids(golden)).as("%s", golden).isEqualTo(ids(golden));
    }
  }

  private static List<String> ids(GoldenPipeline golden) {
    Pipeline pipeline = Pipelines.empty();
    golden.build(pipeline);
    Plan plan = Pipelines.translate(pipeline);
    List<String> ids = new ArrayList<>();
    for (PlanNode node : plan.nodes()) {
      ids.add(node.id());
      ids.addAll(node.inputs());
      ids.addAll(node.views());
      ids.addAll(node.outputs());
    }
    return ids;
  }

  /** Adds up in objects that Beam has no coder for. */
  static final class WithoutAccumulatorCoder
      extends CombineFn<Integer, WithoutAccumulatorCoder.Sum, Integer> {
    static final class Sum {
      private int value;
    }

    @Override
    public Sum createAccumulator() {
      return new Sum();
    }

    @Override
    public Sum addInput(Sum accumulator, Integer input) {
      accumulator.value += input;
      return accumulator;
    }

    @Override
    public Sum mergeAccumulators(Iterable<Sum> accumulators) {
      Sum sum = new Sum();
      accumulators.forEach(other -> sum.value += other.value);
      return sum;
    }

    @Override
    public Integer extractOutput(Sum accumulator) {
      return accumulator.value;
    }

    @Override
    public Coder<Integer> getDefaultOutputCoder(CoderRegistry registry, Coder<Integer> inputCoder) {
      return inputCoder;
    }
  }

  /** Keeps something, serialisable or not. */
  static final class Holding extends DoFn<String, String> {
    private final Object held;

    Holding(Object held) {
      this.held = held;
    }

    @ProcessElement
    public void process(OutputReceiver<String> output) {
      output.output(held.toString());
    }
  }

  /** A primitive that does not even have a URN. */
  private static final class Nameless extends Unheard {
    @Override
    public @Nullable FunctionSpec getSpec() {
      return null;
    }
  }

  /** A primitive of which no runner knows. */
  private static class Unheard extends RawPTransform<PBegin, PCollection<String>> {
    @Override
    public @Nullable FunctionSpec getSpec() {
      return FunctionSpec.newBuilder().setUrn("test:unheard:v1").build();
    }

    @Override
    public PCollection<String> expand(PBegin input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          WindowingStrategy.globalDefault(),
          IsBounded.BOUNDED,
          StringUtf8Coder.of());
    }
  }
}
