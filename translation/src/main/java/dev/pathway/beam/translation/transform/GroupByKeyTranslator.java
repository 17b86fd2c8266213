// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.GroupNode;
import dev.pathway.beam.engine.plan.StepNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import dev.pathway.beam.translation.window.BeamWindows;
import dev.pathway.beam.translation.window.GroupAlsoByWindow;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowedValues;
import org.apache.beam.sdk.values.WindowingStrategy;

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
    WindowingStrategy<?, ?> windowing = collection.getWindowingStrategy();
    Coder<?> elements = WindowedValues.getFullCoder(coder, windowing.getWindowFn().windowCoder());
    String grouped =
        context.declare(
            transform.id() + "/elements",
            transform.name() + "/elements",
            KvCoder.of(coder.getKeyCoder(), IterableCoder.of(elements)),
            WindowingStrategy.globalDefault());
    context.add(
        new GroupNode(
            transform.id() + "/group",
            transform.name(),
            List.of(input),
            input,
            grouped,
            KvKeys.of(coder),
            BeamWindows.ignored(),
            GroupNode.Payload.ELEMENTS,
            "by key"));
    context.add(
        new StepNode(
            transform.id(),
            transform.name(),
            List.of(grouped),
            grouped,
            List.of(context.declare(Ports.output(transform))),
            List.of(),
            new GroupAlsoByWindow(windowing, coder.getValueCoder(), context.options()),
            "windows and panes"));
  }
}
