// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslationContext;

/**
 * A write to Kafka with transactions, for which {@link NativeWrite} has steps. One without is
 * KafkaIO's own.
 */
public final class KafkaWriteTranslator implements TransformTranslator {
  /** By what the transform is found: what AutoValue makes of PathwayKafkaIO.WriteRecords. */
  public static final String KEY =
      "class:dev.pathway.beam.connectors.kafka.AutoValue_PathwayKafkaIO_WriteRecords";

  @Override
  public boolean accepts(TransformNode transform, TranslationContext context) {
    return NativeWrite.supports(transform.transform());
  }

  @Override
  public void translate(TransformNode transform, TranslationContext context) {
    NativeWrite.translate(transform, context);
  }
}
