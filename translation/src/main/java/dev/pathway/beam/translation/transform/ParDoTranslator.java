// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.Parameter.BundleFinalizerParameter;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.util.construction.ParDoTranslation;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/** ParDo of any DoFn that needs no splitting. */
final class ParDoTranslator implements TransformTranslator {
  @Override
  @SuppressWarnings("unchecked") // types come together where the DoFn was applied
  public void translate(TransformNode transform, TranslationContext context) throws IOException {
    ParDo.MultiOutput<Object, Object> parDo =
        (ParDo.MultiOutput<Object, Object>) transform.transform();
    Optional<String> refusal = refusal(DoFnSignatures.signatureForDoFn(parDo.getFn()), parDo);
    if (refusal.isPresent()) {
      context.problem(transform, refusal.get());
      return;
    }
    Map<TupleTag<?>, String> outputIds = outputIds(transform);
    List<Output> outputs = new ArrayList<>();
    List<String> outputCollections = new ArrayList<>();
    for (TupleTag<?> tag : tags(parDo)) {
      String id = outputIds.get(tag);
      if (id == null) {
        throw new IllegalStateException(
            "'" + transform.name() + "' has no collection for its output " + tag);
      }
      outputs.add(new Output(tag, context.pcollection(id).getCoder()));
      outputCollections.add(context.declare(id));
    }
    List<PCollectionView<?>> views = new ArrayList<>();
    List<String> viewIds = new ArrayList<>();
    for (PCollectionView<?> view : parDo.getSideInputs().values()) {
      views.add(view);
      String collection = transform.proto().getInputsOrThrow(ViewInternals.tag(view).getId());
      viewIds.add(context.view(view, id -> SideInputs.add(id, view, collection, context)));
    }
    String inputId = mainInput(transform);
    PCollection<?> input = context.pcollection(inputId);
    ParDoSpec spec =
        new ParDoSpec(
            transform.name(),
            parDo.getFn(),
            context.options(),
            (Coder<Object>) input.getCoder(),
            parDo.getMainOutputTag(),
            outputs,
            input.getWindowingStrategy(),
            ParDoTranslation.getSchemaInformation(transform.applied()),
            new HashMap<>(parDo.getSideInputs()),
            views,
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
          outputCollections,
          views,
          viewIds,
          "ParDo with state",
          context);
    } else {
      context.add(
          new StepNode(
              transform.id(),
              transform.name(),
              List.of(inputId),
              inputId,
              outputCollections,
              viewIds,
              SideInputs.awaited(spec, views, input, context),
              "ParDo"));
    }
  }

  private static List<TupleTag<?>> tags(ParDo.MultiOutput<?, ?> parDo) {
    List<TupleTag<?>> tags = new ArrayList<>();
    tags.add(parDo.getMainOutputTag());
    tags.addAll(parDo.getAdditionalOutputTags().getAll());
    return tags;
  }

  private static Map<TupleTag<?>, String> outputIds(TransformNode transform) {
    Map<TupleTag<?>, String> ids = new HashMap<>();
    transform
        .applied()
        .getOutputs()
        .forEach((tag, output) -> ids.put(tag, transform.proto().getOutputsOrThrow(tag.getId())));
    return ids;
  }

  private static String mainInput(TransformNode transform) throws IOException {
    return transform.proto().getInputsOrThrow(ParDoTranslation.getMainInputName(transform.proto()));
  }

  private static Optional<String> refusal(DoFnSignature signature, ParDo.MultiOutput<?, ?> parDo) {
    List<String> needs = new ArrayList<>();
    if (signature.processElement().isSplittable()) {
      needs.add("splitting of its elements (a splittable DoFn)");
    }
    if (usesFinalizer(signature)) {
      needs.add("a bundle finalizer");
    }
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

  private static boolean usesFinalizer(DoFnSignature signature) {
    return signature.processElement().extraParameters().stream()
            .anyMatch(BundleFinalizerParameter.class::isInstance)
        || (signature.startBundle() != null
            && signature.startBundle().extraParameters().stream()
                .anyMatch(BundleFinalizerParameter.class::isInstance))
        || (signature.finishBundle() != null
            && signature.finishBundle().extraParameters().stream()
                .anyMatch(BundleFinalizerParameter.class::isInstance));
  }
}
