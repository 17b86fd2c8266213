// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.errors.OnElementError;
import dev.pathway.beam.translation.keyed.KeyedFn;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.runners.core.DoFnRunner;
import org.apache.beam.runners.core.DoFnRunners;
import org.apache.beam.runners.core.StepContext;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * A ParDo as a step.
 *
 * @param name the transform's full name
 * @param fn the function
 * @param options the pipeline's options
 * @param inputCoder coder of the input
 * @param mainOutput tag of the main output
 * @param outputs all outputs in the order of the plan node's, the main one first
 * @param windowing windowing of the input
 * @param schema what the function needs to know of schemas
 * @param sideInputs views by the names under which the function's parameters ask for them
 * @param views views in the order of the plan node's
 * @param checks which checks of user code are on
 */
public record ParDoSpec(
    String name,
    DoFn<Object, Object> fn,
    SerializablePipelineOptions options,
    Coder<Object> inputCoder,
    TupleTag<Object> mainOutput,
    List<Output> outputs,
    WindowingStrategy<?, ?> windowing,
    DoFnSchemaInformation schema,
    Map<String, PCollectionView<?>> sideInputs,
    List<PCollectionView<?>> views,
    Checks checks)
    implements StepSpec {

  /**
   * One output.
   *
   * @param tag its tag
   * @param coder the coder of its elements
   */
  public record Output(TupleTag<?> tag, Coder<?> coder) implements Serializable {}

  /**
   * How user code is watched: checks, at the price of encoding every element, and what becomes of
   * elements on which it throws.
   *
   * @param immutability whether elements must stay as they were when the function was given them or
   *     emitted them
   * @param encodability whether every output must survive its coder
   * @param onError what is done with an element on which it throws
   */
  public record Checks(boolean immutability, boolean encodability, OnElementError onError)
      implements Serializable {
    /** Creates checks of code that fails the pipeline when it throws. */
    public Checks(boolean immutability, boolean encodability) {
      this(immutability, encodability, OnElementError.FAILING);
    }
  }

  @Override
  public boolean emitsAtBundleEnd() {
    DoFnSignature.BundleMethod finish = DoFnSignatures.signatureForDoFn(fn).finishBundle();
    return finish != null && !finish.extraParameters().isEmpty();
  }

  @Override
  public Determinism determinism() {
    return Fns.determinism(fn);
  }

  @Override
  public StepFn create() {
    return new ParDoFn(this);
  }

  /** Returns the maker of functions for the DoFn with its state and timers. */
  public KeyedSpec.Maker stateful() {
    return new Stateful(this);
  }

  private record Stateful(ParDoSpec spec) implements KeyedSpec.Maker {
    @Override
    public KeyedFn create() {
      return new StatefulFn(spec);
    }

    @Override
    public boolean emitsAtBundleEnd() {
      return spec.emitsAtBundleEnd();
    }

    @Override
    public Determinism determinism() {
      return spec.determinism();
    }
  }

  /** Returns runners-core's runner of the DoFn. */
  DoFnRunner<Object, Object> simpleRunner(DoFnInstance instance, StepContext state) {
    return DoFnRunners.simpleRunner(
        options.get(),
        fn,
        instance.sideInputs(),
        instance.outputs(),
        mainOutput,
        additionalTags(),
        new FinalizingContext(state, instance.finalizer()),
        inputCoder,
        outputCoders(),
        windowing,
        schema,
        sideInputs);
  }

  private List<TupleTag<?>> additionalTags() {
    List<TupleTag<?>> tags = new ArrayList<>();
    for (Output output : outputs) {
      if (!output.tag().equals(mainOutput)) {
        tags.add(output.tag());
      }
    }
    return tags;
  }

  private Map<TupleTag<?>, Coder<?>> outputCoders() {
    Map<TupleTag<?>, Coder<?>> coders = new HashMap<>();
    outputs.forEach(output -> coders.put(output.tag(), output.coder()));
    return coders;
  }
}
