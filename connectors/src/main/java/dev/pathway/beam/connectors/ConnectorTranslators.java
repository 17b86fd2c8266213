// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors;

import com.google.auto.service.AutoService;
import dev.pathway.beam.connectors.changes.ApplyTranslator;
import dev.pathway.beam.connectors.changes.ChangesTranslator;
import dev.pathway.beam.connectors.file.WriteFilesTranslator;
import dev.pathway.beam.connectors.kafka.KafkaReadTranslator;
import dev.pathway.beam.connectors.kafka.KafkaWriteTranslator;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslatorRegistrar;
import java.util.Map;
import org.apache.beam.sdk.util.construction.PTransformTranslation;

/** The translators of this module, by URN or class. */
@AutoService(TranslatorRegistrar.class)
public final class ConnectorTranslators implements TranslatorRegistrar {
  @Override
  public Map<String, TransformTranslator> translators() {
    return Map.of(
        PTransformTranslation.WRITE_FILES_TRANSFORM_URN,
        new WriteFilesTranslator(),
        ChangesTranslator.URN,
        new ChangesTranslator(),
        ApplyTranslator.URN,
        new ApplyTranslator(),
        KafkaReadTranslator.KEY,
        new KafkaReadTranslator(),
        KafkaWriteTranslator.KEY,
        new KafkaWriteTranslator());
  }
}
