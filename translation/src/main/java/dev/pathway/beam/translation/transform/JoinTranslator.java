// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.translation.compat.LibraryJoin;
import dev.pathway.beam.translation.join.UnionJoin;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * The joins of Beam's join library, in incremental jobs: the pairs that have changed, where the
 * library's own steps would make all pairs of a key anew.
 */
final class JoinTranslator implements TransformTranslator {
  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return DeltaJoin.accepts(windowing(transform, context), context);
  }

  private static WindowingStrategy<?, ?> windowing(
      TransformNode transform, TranslationContext context) {
    return context.pcollection(Ports.input(transform)).getWindowingStrategy();
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) throws CoderException {
    LibraryJoin join = new LibraryJoin(transform.transform());
    DeltaJoin nodes =
        new DeltaJoin(
            transform,
            context,
            Ports.input(transform),
            context.id(join.right()),
            windowing(transform, context));
    nodes.add(UnionJoin.of(nodes.sides(), join.missingLeft(), join.missingRight()));
  }
}
