// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.TimeLimitedRead;
import dev.pathway.beam.translation.source.TimeLimitedSource;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;

/** Read of an unbounded source that ends after some time or some records. */
final class TimeLimitedReadTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    TimeLimitedRead.Records<?> read = (TimeLimitedRead.Records<?>) transform.transform();
    String output = context.declare(Ports.output(transform));
    context.add(
        new SourceNode(
            transform.id(),
            transform.name(),
            output,
            new TimeLimitedSource(read.limits(), transform.name(), context.options())));
  }
}
