// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.PlanNode;
import dev.pathway.beam.translation.compat.SchemaJoin;
import dev.pathway.beam.translation.join.RowJoin;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.schemas.transforms.CoGroup;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * The joins of two collections of rows, which those of Beam SQL are made of, in incremental jobs:
 * the pairs that have changed, where Beam's own steps would make all pairs of a key anew.
 */
final class SchemaJoinTranslator implements TransformTranslator {
  private static final int SIDES = 2;

  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return transform.applied().getInputs().size() == SIDES
        && DeltaJoin.accepts(windowing(transform), context)
        && !join(transform).readsSideInput();
  }

  private static SchemaJoin join(TransformNode transform) {
    return new SchemaJoin(
        (CoGroup.ExpandCrossProduct) transform.transform(), transform.applied().getInputs());
  }

  /** Returns the windows of the first input, which are those of the group that Beam would make. */
  private static WindowingStrategy<?, ?> windowing(TransformNode transform) {
    PCollection<?> first = transform.applied().getInputs().values().iterator().next();
    return first.getWindowingStrategy();
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    SchemaJoin join = join(transform);
    List<PlanNode> parts = context.parts(transform);
    List<String> sides = new ArrayList<>();
    for (String tag : join.tags()) {
      PlanNode keys = keys(transform, parts, tag);
      context.add(keys);
      sides.add(keys.outputs().get(0));
    }
    new DeltaJoin(transform, context, sides.get(0), sides.get(1), windowing(transform))
        .add(new RowJoin(join.schema()));
  }

  /** Returns the step that finds the keys of a side. */
  private static PlanNode keys(TransformNode transform, List<PlanNode> parts, String tag) {
    String name = transform.name() + "/" + SchemaJoin.keysOf(tag) + "/";
    return parts.stream()
        .filter(part -> part.name().startsWith(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "'" + transform.name() + "' does not find the keys of '" + tag + "'"));
  }
}
