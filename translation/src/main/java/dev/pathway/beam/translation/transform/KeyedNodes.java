// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.keyed.KeyedSpec;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a step with state and timers by key. In a stream, elements go to the worker of their
 * key one by one; in a batch they are grouped, so that the state of one key at a time is enough.
 */
final class KeyedNodes {
  private KeyedNodes() {}

  /**
   * Adds the nodes.
   *
   * @param fn the function that runs in the step, null if none of the user's does
   */
  static void add(
      String id,
      String name,
      String input,
      KeyModel keys,
      Coder<?> keyCoder,
      KeyedSpec.Maker maker,
      @Nullable DoFn<?, ?> fn,
      List<String> outputs,
      List<PCollectionView<?>> views,
      List<String> viewIds,
      String kind,
      TranslationContext context) {
    PCollection<?> collection = context.pcollection(input);
    KeyedSpec.Input form;
    String routed;
    if (context.streaming()) {
      form = KeyedSpec.Input.ONE_BY_ONE;
      routed =
          context.declare(
              id + "/routed",
              name + "/routed",
              collection.getCoder(),
              collection.getWindowingStrategy());
      context.add(new ExchangeNode(id + "/route", name, List.of(input), input, routed, keys));
    } else {
      form = KeyedSpec.Input.BY_KEY;
      routed = ElementGroups.add(id, name, input, keys, keyCoder, "by key", context);
    }
    context.add(
        new StepNode(
            id,
            name,
            List.of(routed),
            routed,
            outputs,
            viewIds,
            step(new KeyedSpec(keys, maker, form), fn, views, collection, context),
            kind));
  }

  private static StepSpec step(
      KeyedSpec step,
      @Nullable DoFn<?, ?> fn,
      List<PCollectionView<?>> views,
      PCollection<?> input,
      TranslationContext context) {
    StepSpec awaited = SideInputs.awaited(step, views, input, step.keys(), context);
    return fn == null ? awaited : SideInputs.stable(awaited, fn, input, step.keys(), context);
  }
}
