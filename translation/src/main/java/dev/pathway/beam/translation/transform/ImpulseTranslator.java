// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.ImpulseSource;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;

/** Impulse: a source of one element. */
final class ImpulseTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String output = context.declare(Ports.output(transform));
    context.add(new SourceNode(transform.id(), transform.name(), output, new ImpulseSource()));
  }
}
