// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.JoinNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.JoinModel;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.join.OneSide;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.join.UnionCoder;
import org.apache.beam.sdk.values.WindowingStrategy;

/** The nodes of a join of two collections by key that is brought up to date by pairs. */
final class DeltaJoin {
  private final TransformNode transform;
  private final TranslationContext context;
  private final WindowingStrategy<?, ?> windowing;
  private final List<String> inputs;
  private final KvCoder<?, ?> coder;
  private final UnionCoder sides;

  /**
   * Looks at a join.
   *
   * @param transform what makes the results, its one output
   * @param left the id of a collection of pairs
   * @param right the id of another one
   * @param windowing the windows of both
   */
  DeltaJoin(
      TransformNode transform,
      TranslationContext context,
      String left,
      String right,
      WindowingStrategy<?, ?> windowing) {
    this.transform = transform;
    this.context = context;
    this.windowing = windowing;
    inputs = List.of(left, right);
    KvCoder<?, ?> leftCoder = (KvCoder<?, ?>) context.pcollection(left).getCoder();
    KvCoder<?, ?> rightCoder = (KvCoder<?, ?>) context.pcollection(right).getCoder();
    sides = UnionCoder.of(List.of(leftCoder.getValueCoder(), rightCoder.getValueCoder()));
    coder = KvCoder.of(leftCoder.getKeyCoder(), sides);
  }

  /**
   * Returns whether there can be one in these windows. Where not, the parts of the transform are to
   * be translated.
   */
  static boolean accepts(WindowingStrategy<?, ?> windowing, TranslationContext context) {
    return context.incremental() && FastGroups.suffice(windowing);
  }

  /** Returns the coders of both sides. */
  UnionCoder sides() {
    return sides;
  }

  /** Adds the nodes. */
  void add(JoinModel join) {
    String left = side(0, "/left");
    String right = side(1, "/right");
    context.add(
        new JoinNode(
            transform.id(),
            transform.name(),
            List.of(left, right),
            left,
            context.declare(Ports.output(transform)),
            KvKeys.of(coder),
            BeamWindows.of(windowing),
            join));
  }

  private String side(int tag, String suffix) {
    String id = transform.id() + suffix;
    String input = inputs.get(tag);
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
