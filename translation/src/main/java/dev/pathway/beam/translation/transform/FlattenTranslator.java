// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.FlattenNode;
import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.EmptySource;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;

/** Flatten of any number of collections, none included. */
final class FlattenTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String output = context.declare(Ports.output(transform));
    List<String> inputs = List.copyOf(transform.proto().getInputsMap().values());
    context.add(
        inputs.isEmpty()
            ? new SourceNode(transform.id(), transform.name(), output, new EmptySource())
            : new FlattenNode(transform.id(), transform.name(), inputs, output));
  }
}
