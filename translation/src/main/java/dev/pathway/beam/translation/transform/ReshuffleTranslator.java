// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import dev.pathway.beam.engine.plan.ExchangeNode;
import dev.pathway.beam.translation.coder.KvKeys;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;

/** Reshuffle and Redistribute by key: an exchange, which changes nothing in the rows. */
final class ReshuffleTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    String input = Ports.input(transform);
    KvCoder<?, ?> coder = (KvCoder<?, ?>) context.pcollection(input).getCoder();
    context.add(
        new ExchangeNode(
            transform.id(),
            transform.name(),
            List.of(input),
            input,
            context.declare(Ports.output(transform)),
            KvKeys.of(coder)));
  }
}
