// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.CombineNode;
import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.combine.CombineFnModel;
import dev.pathway.beam.translation.combine.Totals;
import dev.pathway.beam.translation.dofn.Fns;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.FastGroups;
import java.util.List;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.values.PCollection;

/**
 * Combine per key as one aggregation, where windows fire once and the function needs no context;
 * else its parts, GroupByKey and a ParDo over the groups, are translated.
 */
final class CombinePerKeyTranslator implements TransformTranslator {
  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    if (!(transform.transform() instanceof Combine.PerKey<?, ?, ?> combine)
        || !combine.getSideInputs().isEmpty()
        || !(combine.getFn() instanceof CombineFn<?, ?, ?>)
        || (context.incremental() && Fns.determinism(combine.getFn()) == Determinism.NONE)) {
      // As a step over the groups what was extracted can be remembered.
      return false;
    }
    PCollection<?> input = context.pcollection(Ports.input(transform));
    return context.streaming()
        ? FastGroups.sufficeInStream(input.getWindowingStrategy())
        : FastGroups.suffice(input.getWindowingStrategy());
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context)
      throws CannotProvideCoderException {
    Combine.PerKey<?, ?, ?> combine = (Combine.PerKey<?, ?, ?>) transform.transform();
    CombineFn<?, ?, ?> fn = (CombineFn<?, ?, ?>) combine.getFn();
    String input = Ports.input(transform);
    PCollection<?> collection = context.pcollection(input);
    Coder<?> accumulators = accumulatorCoder(fn, collection);
    String partial = CombineFnModel.partialResults(transform.id());
    context.declare(
        partial,
        transform.name() + "/partial",
        KvCoder.of(coder(collection).getKeyCoder(), accumulators),
        collection.getWindowingStrategy());
    context.add(
        new CombineNode(
            transform.id(),
            transform.name(),
            List.of(input),
            input,
            context.declare(Ports.output(transform)),
            KvKeys.of(coder(collection)),
            BeamWindows.of(collection.getWindowingStrategy()),
            new CombineFnModel(fn, accumulators, Totals.of(fn, coder(collection).getValueCoder())),
            CombineNode.Phase.COMPLETE));
  }

  private static KvCoder<?, ?> coder(PCollection<?> collection) {
    return (KvCoder<?, ?>) collection.getCoder();
  }

  @SuppressWarnings("unchecked") // the function takes what its input's coder encodes
  private static Coder<?> accumulatorCoder(CombineFn<?, ?, ?> fn, PCollection<?> input)
      throws CannotProvideCoderException {
    CombineFn<Object, ?, ?> typed = (CombineFn<Object, ?, ?>) fn;
    Coder<Object> values = (Coder<Object>) coder(input).getValueCoder();
    return typed.getAccumulatorCoder(input.getPipeline().getCoderRegistry(), values);
  }
}
