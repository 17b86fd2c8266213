// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;

/**
 * Redistribute without keys, in incremental jobs: an exchange in turn. Its parts draw keys by lot,
 * which would be others when an element is taken back.
 */
final class RedistributeTranslator implements TransformTranslator {
  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return context.incremental();
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String input = Ports.input(transform);
    context.add(
        new ExchangeNode(
            transform.id(),
            transform.name(),
            List.of(input),
            input,
            context.declare(Ports.output(transform)),
            null));
  }
}
