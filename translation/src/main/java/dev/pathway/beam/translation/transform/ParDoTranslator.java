// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.RepeatableFns;
import dev.pathway.beam.translation.files.FileSteps;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.util.construction.ParDoTranslation;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** ParDo. Those of splittable DoFns have been replaced: see {@link SplittableParDoTranslator}. */
final class ParDoTranslator implements TransformTranslator {
  @Override
  @SuppressWarnings("unchecked") // types come together where the DoFn was applied
  public void translate(TransformNode transform, TranslationContext context) throws IOException {
    ParDo.MultiOutput<Object, Object> parDo =
        (ParDo.MultiOutput<Object, Object>) transform.transform();
    Optional<String> refusal = refusal(parDo);
    if (refusal.isPresent()) {
      context.problem(transform, refusal.get());
      return;
    }
    String inputId = mainInput(transform);
    PCollection<?> input = context.pcollection(inputId);
    ParDoPorts ports =
        ParDoPorts.of(
            transform,
            context.incremental()
                ? RepeatableFns.of(parDo.getFn(), (Coder<Object>) input.getCoder())
                : parDo.getFn(),
            parDo.getMainOutputTag(),
            parDo.getAdditionalOutputTags(),
            parDo.getSideInputs().values(),
            context);
    ParDoSpec spec =
        new ParDoSpec(
            transform.name(),
            ports.fn(),
            context.options(),
            (Coder<Object>) input.getCoder(),
            parDo.getMainOutputTag(),
            ports.outputs(),
            input.getWindowingStrategy(),
            ParDo.getDoFnSchemaInformation(parDo.getFn(), input),
            new HashMap<>(parDo.getSideInputs()),
            ports.views(),
            context.checks());
    if (DoFnSignatures.isStateful(parDo.getFn())) {
      KvCoder<?, ?> coder = (KvCoder<?, ?>) input.getCoder();
      KeyedNodes.add(
          transform.id(),
          transform.name(),
          inputId,
          KvKeys.of(coder),
          coder.getKeyCoder(),
          spec.stateful(),
          parDo.getFn(),
          ports.outputCollections(),
          ports.views(),
          ports.viewIds(),
          "ParDo with state",
          context);
    } else {
      context.add(
          new StepNode(
              transform.id(),
              transform.name(),
              List.of(inputId),
              inputId,
              ports.outputCollections(),
              ports.viewIds(),
              step(spec, ports.views(), input, context),
              "ParDo"));
    }
  }

  private static StepSpec step(
      ParDoSpec spec,
      List<PCollectionView<?>> views,
      PCollection<?> input,
      TranslationContext context) {
    if (context.incremental()) {
      return FileSteps.of(spec, spec, input.getCoder(), context.changeDetection());
    }
    StepSpec awaited = SideInputs.awaited(spec, views, input, null, context);
    return SideInputs.stable(awaited, spec.fn(), input, null, context);
  }

  private static String mainInput(TransformNode transform) throws IOException {
    return transform.proto().getInputsOrThrow(ParDoTranslation.getMainInputName(transform.proto()));
  }

  private static Optional<String> refusal(ParDo.MultiOutput<?, ?> parDo) {
    List<String> needs = new ArrayList<>();
    for (PCollectionView<?> view : parDo.getSideInputs().values()) {
      String urn = ViewInternals.materialization(view);
      if (!urn.equals(Materializations.ITERABLE_MATERIALIZATION_URN)
          && !urn.equals(Materializations.MULTIMAP_MATERIALIZATION_URN)) {
        needs.add("a side input materialised as " + urn);
      }
    }
    return needs.isEmpty() ? Optional.empty() : Optional.of(sentence(needs));
  }

  private static String sentence(List<String> needs) {
    String last = needs.get(needs.size() - 1);
    List<String> others = needs.subList(0, needs.size() - 1);
    boolean plural = !others.isEmpty();
    return "needs "
        + (others.isEmpty() ? "" : String.join(", ", others) + " and ")
        + last
        + (plural ? ", which are not supported yet" : ", which is not supported yet");
  }
}
