// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;

/** Grouping of whole elements, with timestamps and windows, by key alone. */
final class ElementGroups {
  private ElementGroups() {}

  /**
   * Adds the grouping and returns the collection it makes.
   *
   * @param id what the ids of all that is added begin with
   * @param name the name of the transform it is part of
   * @param input the collection whose elements are grouped
   * @param keys the elements' keys
   * @param keyCoder the coder of these
   * @param note see {@link GroupNode#note}
   * @param context where it is added
   */
  static String add(
      String id,
      String name,
      String input,
      KeyModel keys,
      Coder<?> keyCoder,
      String note,
      TranslationContext context) {
    PCollection<?> collection = context.pcollection(input);
    Coder<?> elements =
        WindowedValues.getFullCoder(
            collection.getCoder(), collection.getWindowingStrategy().getWindowFn().windowCoder());
    String groups =
        context.declare(
            id + "/elements",
            name + "/elements",
            KvCoder.of(keyCoder, IterableCoder.of(elements)),
            WindowingStrategy.globalDefault());
    context.add(
        new GroupNode(
            id + "/group",
            name,
            List.of(input),
            input,
            groups,
            keys,
            BeamWindows.ignored(),
            GroupNode.Payload.ELEMENTS,
            note));
    return groups;
  }
}
