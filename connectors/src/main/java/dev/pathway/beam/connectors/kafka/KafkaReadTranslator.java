// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;

/**
 * KafkaIO's read of topics as one source with a reader for each partition. What the reader does not
 * know how to do ({@link NativeRead#supports}), Beam's own expansion does.
 */
public final class KafkaReadTranslator implements TransformTranslator {
  /** By what the transform is found, as it has no URN: what AutoValue makes of KafkaIO.Read. */
  public static final String KEY = "class:org.apache.beam.sdk.io.kafka.AutoValue_KafkaIO_Read";

  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return !context.incremental() && NativeRead.supports(transform.transform(), context.options());
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    NativeRead.translate(transform, context);
  }
}
