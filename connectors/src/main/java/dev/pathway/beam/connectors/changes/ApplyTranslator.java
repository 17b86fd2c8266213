// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.changes;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Changes that become a collection, in an incremental job: diffs of the user's become diffs of
 * rows, which are counted by element, and the counts diffs of rows again. Where a count's timestamp
 * depends on more than its window, and in other jobs, the parts of the transform are translated.
 */
public final class ApplyTranslator implements TransformTranslator {
  /** The URN of what is translated. */
  public static final String URN = Changes.Apply.URN;

  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    if (!context.incremental()) {
      return false;
    }
    WindowingStrategy<?, ?> windowing =
        context.pcollection(input(transform)).getWindowingStrategy();
    return FastGroups.suffice(windowing)
        && windowing.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW;
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String input = input(transform);
    String output = transform.proto().getOutputsMap().values().iterator().next();
    PCollection<?> changes = context.pcollection(input);
    ChangeCoder<?> changeCoder = (ChangeCoder<?>) changes.getCoder();
    KvCoder<?, ?> coder = KvCoder.of(changeCoder.valueCoder(), VarLongCoder.of());
    String id = transform.id();
    String name = transform.name();
    WindowingStrategy<?, ?> windowing = changes.getWindowingStrategy();
    String diffs = context.declare(id + "/diffs", name + "/diffs", coder, windowing);
    String counts = context.declare(id + "/counts", name + "/counts", coder, windowing);
    context.add(
        new StepNode(
            id + "/apply",
            name,
            List.of(input),
            input,
            List.of(diffs),
            List.of(),
            new DiffStep(),
            "diffs of rows"));
    context.add(
        new CombineNode(
            id + "/count",
            name,
            List.of(diffs),
            diffs,
            counts,
            KvKeys.of(coder),
            BeamWindows.of(windowing),
            new Occurrences(name),
            CombineNode.Phase.COMPLETE));
    context.add(
        new StepNode(
            id + "/rows",
            name,
            List.of(counts),
            counts,
            List.of(context.declare(output)),
            List.of(),
            new RowStep(),
            "rows"));
  }

  private static String input(TransformNode transform) {
    return transform.proto().getInputsMap().values().iterator().next();
  }
}
