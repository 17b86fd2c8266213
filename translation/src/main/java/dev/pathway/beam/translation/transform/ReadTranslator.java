// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.SourceNode;
import dev.pathway.beam.translation.source.BoundedRead;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveBoundedRead;

/** Read of a bounded source. */
final class ReadTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    if (!(transform.transform() instanceof PrimitiveBoundedRead<?> read)) {
      context.problem(transform, "reads an unbounded source, which is not supported yet");
      return;
    }
    String output = context.declare(Ports.output(transform));
    context.add(
        new SourceNode(
            transform.id(),
            transform.name(),
            output,
            new BoundedRead(read.getSource(), transform.name(), context.options())));
  }
}
