// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.translation.compat.ViewInternals;
import dev.pathway.beam.translation.dofn.ParDoSpec.Output;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * The outputs and side inputs of a transform that runs a DoFn, which are added to the plan, and the
 * DoFn itself.
 *
 * @param fn a copy of the DoFn: one that is part of several transforms must be set up for each,
 *     also where they come together in a stage, which is serialised as a whole
 * @param outputs the outputs, the main one first
 * @param outputCollections their collections, in the same order
 * @param views the side inputs
 * @param viewIds their ids, in the same order
 */
record ParDoPorts(
    DoFn<Object, Object> fn,
    List<Output> outputs,
    List<String> outputCollections,
    List<PCollectionView<?>> views,
    List<String> viewIds) {

  /** Declares the outputs, and adds the views that are not there yet. */
  static ParDoPorts of(
      TransformNode transform,
      DoFn<Object, Object> fn,
      TupleTag<?> mainOutput,
      TupleTagList additionalOutputs,
      Collection<PCollectionView<?>> sideInputs,
      TranslationContext context) {
    List<TupleTag<?>> tags = new ArrayList<>();
    tags.add(mainOutput);
    tags.addAll(additionalOutputs.getAll());
    Map<TupleTag<?>, String> outputIds = outputIds(transform);
    List<Output> outputs = new ArrayList<>();
    List<String> outputCollections = new ArrayList<>();
    for (TupleTag<?> tag : tags) {
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
    // Beam keeps them in the order of ids that are drawn by lot.
    for (PCollectionView<?> view : sorted(sideInputs, transform)) {
      views.add(view);
      String collection = collection(view, transform);
      viewIds.add(context.view(view, id -> SideInputs.add(id, view, collection, context)));
    }
    return new ParDoPorts(SerializableUtils.clone(fn), outputs, outputCollections, views, viewIds);
  }

  private static List<PCollectionView<?>> sorted(
      Collection<PCollectionView<?>> views, TransformNode transform) {
    return views.stream()
        .sorted(Comparator.comparing(view -> collection(view, transform)))
        .toList();
  }

  private static String collection(PCollectionView<?> view, TransformNode transform) {
    return transform.proto().getInputsOrThrow(ViewInternals.tag(view).getId());
  }

  private static Map<TupleTag<?>, String> outputIds(TransformNode transform) {
    Map<TupleTag<?>, String> ids = new HashMap<>();
    transform
        .applied()
        .getOutputs()
        .forEach((tag, output) -> ids.put(tag, transform.proto().getOutputsOrThrow(tag.getId())));
    return ids;
  }
}
