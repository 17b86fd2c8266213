// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.compat.LibraryJoin;
import dev.pathway.beam.translation.join.OneSide;
import dev.pathway.beam.translation.join.UnionJoin;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * The joins of Beam's join library, in incremental jobs: the pairs that have changed, where the
 * library's own steps would make all pairs of a key anew. Where a pair's timestamp depends on more
 * than its window, and in other jobs, the parts of the transform are translated.
 */
final class JoinTranslator implements TransformTranslator {
  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    if (!context.incremental()) {
      return false;
    }
    WindowingStrategy<?, ?> windowing = left(transform, context).getWindowingStrategy();
    return FastGroups.suffice(windowing)
        && windowing.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW;
  }

  private static PCollection<?> left(TransformNode transform, TranslationContext context) {
    return context.pcollection(Ports.input(transform));
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) throws CoderException {
    LibraryJoin join = new LibraryJoin(transform.transform());
    String leftId = Ports.input(transform);
    String rightId = context.id(join.right());
    PCollection<?> left = context.pcollection(leftId);
    KvCoder<?, ?> leftCoder = (KvCoder<?, ?>) left.getCoder();
    KvCoder<?, ?> rightCoder = (KvCoder<?, ?>) context.pcollection(rightId).getCoder();
    UnionCoder sides =
        UnionCoder.of(List.of(leftCoder.getValueCoder(), rightCoder.getValueCoder()));
    KvCoder<?, ?> coder = KvCoder.of(leftCoder.getKeyCoder(), sides);
    WindowingStrategy<?, ?> windowing = left.getWindowingStrategy();
    String leftRows = side(transform, leftId, 0, coder, windowing, context);
    String rightRows = side(transform, rightId, 1, coder, windowing, context);
    context.add(
        new JoinNode(
            transform.id(),
            transform.name(),
            List.of(leftRows, rightRows),
            leftRows,
            context.declare(Ports.output(transform)),
            KvKeys.of(coder),
            BeamWindows.of(windowing),
            UnionJoin.of(sides, join.missingLeft(), join.missingRight())));
  }

  private static String side(
      TransformNode transform,
      String input,
      int tag,
      KvCoder<?, ?> coder,
      WindowingStrategy<?, ?> windowing,
      TranslationContext context) {
    String suffix = tag == 0 ? "/left" : "/right";
    String id = transform.id() + suffix;
    String output = context.declare(id, transform.name() + suffix, coder, windowing);
    context.add(
        new StepNode(
            id + " rows",
            transform.name() + suffix,
            List.of(input),
            input,
            List.of(output),
            List.of(),
            new OneSide(tag),
            "Side of a join"));
    return output;
  }
}
