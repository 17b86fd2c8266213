// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.validatesrunner.epochs;

import dev.pathway.beam.translation.source.CreatedValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineVisitor;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.runners.TransformHierarchy.Node;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The bounded inputs of a pipeline, Create and Read, which can be altered time and again; but not
 * those that transforms of Beam bring along: PAssert, and Combine for the result of no elements.
 */
final class AlteredInputs {
  /** An input as the test made it. */
  private interface Input {
    /** Returns the transform that makes it, altered. */
    PTransform<PBegin, PCollection<Object>> altered(Alteration alteration);

    /** Returns whether anything is altered. */
    boolean changes(Alteration alteration);

    /** Returns whether there is nothing to alter. */
    boolean isEmpty();
  }

  private record Elements(List<Object> elements, Coder<Object> coder) implements Input {
    @Override
    public PTransform<PBegin, PCollection<Object>> altered(Alteration alteration) {
      return new CreatedValues<>(alteration.of(elements), coder);
    }

    @Override
    public boolean changes(Alteration alteration) {
      return !alteration.of(elements).equals(elements);
    }

    @Override
    public boolean isEmpty() {
      return elements.isEmpty();
    }
  }

  private record Records(BoundedSource<Object> source) implements Input {
    @Override
    public PTransform<PBegin, PCollection<Object>> altered(Alteration alteration) {
      return Read.from(new AlteredSource<>(source));
    }

    @Override
    public boolean changes(Alteration alteration) {
      return alteration != Alteration.NONE;
    }

    @Override
    public boolean isEmpty() {
      return false;
    }
  }

  private final Map<String, Input> inputs;

  private AlteredInputs(Map<String, Input> inputs) {
    this.inputs = inputs;
  }

  /** Finds the inputs of a pipeline that has not run yet. */
  static AlteredInputs of(Pipeline pipeline) {
    Finder finder = new Finder();
    pipeline.traverseTopologically(finder);
    return new AlteredInputs(finder.inputs);
  }

  /**
   * Alters all inputs, in place.
   *
   * @return whether any is now other than as the test made it
   */
  boolean alter(Pipeline pipeline, Alteration alteration) {
    AlteredSource.alter(alteration);
    if (!inputs.isEmpty()) {
      pipeline.replaceAll(List.of(PTransformOverride.of(this::isInput, new Factory(alteration))));
    }
    return inputs.values().stream().anyMatch(input -> input.changes(alteration));
  }

  /** Returns whether there is nothing that could be altered. */
  boolean isEmpty() {
    return inputs.values().stream().allMatch(Input::isEmpty);
  }

  private boolean isInput(AppliedPTransform<?, ?, ?> applied) {
    return inputs.containsKey(applied.getFullName());
  }

  private static final class Finder extends PipelineVisitor.Defaults {
    private final Map<String, Input> inputs = new HashMap<>();

    @Override
    @SuppressWarnings(
        "unchecked") // a Create has one output, of its elements; a Read that of its source
    public CompositeBehavior enterCompositeTransform(Node node) {
      PTransform<?, ?> transform = node.getTransform();
      if (Assertions.isAssertion(transform) || transform instanceof Combine.Globally) {
        return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
      }
      if (transform instanceof Create.Values<?> create) {
        List<Object> elements = new ArrayList<>();
        create.getElements().forEach(elements::add);
        PCollection<?> output = node.getOutputs().values().iterator().next();
        inputs.put(node.getFullName(), new Elements(elements, (Coder<Object>) output.getCoder()));
        return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
      }
      if (transform instanceof Read.Bounded<?> read) {
        inputs.put(node.getFullName(), new Records((BoundedSource<Object>) read.getSource()));
        return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
      }
      return CompositeBehavior.ENTER_TRANSFORM;
    }
  }

  private final class Factory
      implements PTransformOverrideFactory<
          PBegin, PCollection<Object>, PTransform<PBegin, PCollection<Object>>> {
    private final Alteration alteration;

    Factory(Alteration alteration) {
      this.alteration = alteration;
    }

    @Override
    public PTransformReplacement<PBegin, PCollection<Object>> getReplacementTransform(
        AppliedPTransform<PBegin, PCollection<Object>, PTransform<PBegin, PCollection<Object>>>
            applied) {
      Input input = inputs.get(applied.getFullName());
      if (input == null) {
        throw new IllegalStateException("not an input: " + applied.getFullName());
      }
      return PTransformReplacement.of(applied.getPipeline().begin(), input.altered(alteration));
    }

    @Override
    public Map<PCollection<?>, ReplacementOutput> mapOutputs(
        Map<TupleTag<?>, PCollection<?>> outputs, PCollection<Object> newOutput) {
      return ReplacementOutputs.singleton(outputs, newOutput);
    }
  }
}
