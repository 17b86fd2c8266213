// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.CreatedValues;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import org.apache.beam.sdk.coders.CoderException;

/** Create, in incremental jobs. */
final class CreateTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) throws CoderException {
    CreatedValues<?> create = (CreatedValues<?>) transform.transform();
    String output = context.declare(Ports.output(transform));
    context.add(new SourceNode(transform.id(), transform.name(), output, create.source()));
  }
}
