// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.TestStreamScript;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.TestStream;

/** TestStream. */
final class TestStreamTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) throws CoderException {
    context.add(
        new SourceNode(
            transform.id(),
            transform.name(),
            context.declare(Ports.output(transform)),
            new TestStreamScript<>((TestStream<?>) transform.transform())));
  }
}
