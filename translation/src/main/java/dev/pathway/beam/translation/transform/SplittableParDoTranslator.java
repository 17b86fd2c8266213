// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.compat.SharedConsumers;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.files.FileSteps;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.splittable.CallLimits;
import dev.pathway.beam.translation.splittable.SplittableSpec;
import dev.pathway.beam.translation.splittable.WithoutKey;
import java.util.HashMap;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.util.construction.SplittableParDo.ProcessKeyedElements;
import org.apache.beam.sdk.values.PCollection;

/**
 * The last part of what a ParDo of a splittable DoFn is replaced by: elements come with their
 * restrictions, split already, and are spread over all workers before they are processed.
 */
final class SplittableParDoTranslator implements TransformTranslator {
  @Override
  @SuppressWarnings("unchecked") // types come together where the DoFn was applied
  public void translate(TransformNode transform, TranslationContext context) {
    ProcessKeyedElements<Object, Object, Object, Object> process =
        (ProcessKeyedElements<Object, Object, Object, Object>) transform.transform();
    ParDoPorts ports =
        ParDoPorts.of(
            transform,
            process.getFn(),
            process.getMainOutputTag(),
            process.getAdditionalOutputTags(),
            process.getSideInputs(),
            context);
    String inputId = mainInput(transform);
    PCollection<?> input = context.pcollection(inputId);
    String restrictions = context.incremental() ? withoutKey(transform, inputId, context) : inputId;
    String spread = declareLike(input, transform.id() + "/spread", context);
    context.add(
        new ExchangeNode(
            transform.id() + "/spread",
            transform.name(),
            List.of(restrictions),
            restrictions,
            spread,
            null));
    ParDoSpec parDo =
        new ParDoSpec(
            transform.name(),
            ports.fn(),
            context.options(),
            process.getElementCoder(),
            process.getMainOutputTag(),
            ports.outputs(),
            process.getInputWindowingStrategy(),
            DoFnSchemaInformation.create(),
            new HashMap<>(process.getSideInputMapping()),
            ports.views(),
            context.checks());
    SplittableSpec step =
        context.streaming()
            ? new SplittableSpec(parDo, CallLimits.SHORT, coders(process), false)
            : new SplittableSpec(
                parDo,
                CallLimits.NONE,
                null,
                !context.incremental() && !SharedConsumers.isUsedBy(ports.fn()));
    context.add(
        new StepNode(
            transform.id(),
            transform.name(),
            List.of(spread),
            spread,
            ports.outputCollections(),
            ports.viewIds(),
            context.incremental()
                ? FileSteps.of(step, parDo, input.getCoder(), context.changeDetection())
                : stream(step, ports, input, context),
            "Splittable ParDo"));
  }

  private static StepSpec stream(
      SplittableSpec step, ParDoPorts ports, PCollection<?> input, TranslationContext context) {
    StepSpec awaited = SideInputs.awaited(step, ports.views(), input, null, context);
    return SideInputs.stable(awaited, ports.fn(), input, null, context);
  }

  private static SplittableSpec.Coders coders(ProcessKeyedElements<?, ?, ?, ?> process) {
    return new SplittableSpec.Coders(
        process.getRestrictionCoder(), process.getWatermarkEstimatorStateCoder());
  }

  /** Adds the step that makes rows the same each time, and returns its output. */
  private static String withoutKey(
      TransformNode transform, String input, TranslationContext context) {
    String id = transform.id() + "/same key";
    String output = declareLike(context.pcollection(input), id, context);
    context.add(
        new StepNode(
            id,
            transform.name(),
            List.of(input),
            input,
            List.of(output),
            List.of(),
            new WithoutKey(),
            "Same key"));
    return output;
  }

  private static String declareLike(
      PCollection<?> collection, String id, TranslationContext context) {
    return context.declare(
        id, collection.getName(), collection.getCoder(), collection.getWindowingStrategy());
  }

  private static String mainInput(TransformNode transform) {
    return transform
        .proto()
        .getInputsOrThrow(transform.applied().getMainInputs().keySet().iterator().next().getId());
  }
}
