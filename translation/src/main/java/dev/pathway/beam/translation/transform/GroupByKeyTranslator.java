// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.WindowGroups.Grouping;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.PCollection;

/**
 * GroupByKey in the way that is right for every windowing strategy: elements are grouped by key,
 * and sorted into windows and panes key by key. {@link
 * dev.pathway.beam.translation.optimizer.FastGrouping} replaces it where less will do.
 */
final class GroupByKeyTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String input = Ports.input(transform);
    PCollection<?> collection = context.pcollection(input);
    KvCoder<?, ?> coder = (KvCoder<?, ?>) collection.getCoder();
    KeyModel keys = KvKeys.of(coder);
    KeyedNodes.add(
        transform.id(),
        transform.name(),
        input,
        keys,
        coder.getKeyCoder(),
        Grouping.of(
            keys, collection.getWindowingStrategy(), coder.getValueCoder(), context.options()),
        null,
        List.of(context.declare(Ports.output(transform))),
        List.of(),
        List.of(),
        "windows and panes",
        context);
  }
}
