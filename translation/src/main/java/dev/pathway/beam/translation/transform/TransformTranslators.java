// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.transform;

import static java.util.Map.entry;

import dev.pathway.beam.translation.compat.LibraryJoin;
import dev.pathway.beam.translation.compat.SchemaJoin;
import dev.pathway.beam.translation.source.CreatedValues;
import dev.pathway.beam.translation.source.TimeLimitedRead;
import dev.pathway.beam.translation.spi.TransformNode;
import dev.pathway.beam.translation.spi.TransformTranslator;
import dev.pathway.beam.translation.spi.TranslatorRegistrar;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.beam.sdk.util.construction.PTransformTranslation;

/**
 * All translators, by URN; those that a {@link TranslatorRegistrar} brings come on top. A transform
 * that is not listed is translated by its parts.
 */
public final class TransformTranslators {
  @SuppressWarnings("deprecation") // what is deprecated of a Read is for SDKs to make one
  private static final Map<String, TransformTranslator> BY_URN =
      Map.ofEntries(
          entry(PTransformTranslation.IMPULSE_TRANSFORM_URN, new ImpulseTranslator()),
          entry(CreatedValues.URN, new CreateTranslator()),
          entry(PTransformTranslation.READ_TRANSFORM_URN, new ReadTranslator()),
          entry(PTransformTranslation.TEST_STREAM_TRANSFORM_URN, new TestStreamTranslator()),
          entry(TimeLimitedRead.Records.URN, new TimeLimitedReadTranslator()),
          entry(PTransformTranslation.PAR_DO_TRANSFORM_URN, new ParDoTranslator()),
          entry(
              PTransformTranslation.SPLITTABLE_PROCESS_KEYED_URN, new SplittableParDoTranslator()),
          entry(PTransformTranslation.FLATTEN_TRANSFORM_URN, new FlattenTranslator()),
          entry(PTransformTranslation.ASSIGN_WINDOWS_TRANSFORM_URN, new WindowTranslator()),
          entry(PTransformTranslation.GROUP_BY_KEY_TRANSFORM_URN, new GroupByKeyTranslator()),
          entry(PTransformTranslation.COMBINE_PER_KEY_TRANSFORM_URN, new CombinePerKeyTranslator()),
          entry(PTransformTranslation.RESHUFFLE_URN, new ReshuffleTranslator()),
          entry(PTransformTranslation.REDISTRIBUTE_BY_KEY_URN, new ReshuffleTranslator()),
          entry(PTransformTranslation.REDISTRIBUTE_ARBITRARILY_URN, new RedistributeTranslator()));

  /** What stands before the class of a transform that has no URN. */
  private static final String CLASS = "class:";

  private final Map<String, TransformTranslator> byUrn;

  private TransformTranslators(Map<String, TransformTranslator> byUrn) {
    this.byUrn = byUrn;
  }

  /**
   * Returns the translators listed here and those of all registrars that the context class loader
   * finds.
   *
   * @throws IllegalStateException if there are two for a URN
   */
  public static TransformTranslators load() {
    Map<String, TransformTranslator> byUrn = new HashMap<>(BY_URN);
    LibraryJoin.classes().forEach(name -> byUrn.put(CLASS + name, new JoinTranslator()));
    byUrn.put(CLASS + SchemaJoin.className(), new SchemaJoinTranslator());
    for (TranslatorRegistrar registrar : ServiceLoader.load(TranslatorRegistrar.class)) {
      registrar
          .translators()
          .forEach(
              (urn, translator) -> {
                TransformTranslator other = byUrn.putIfAbsent(urn, translator);
                if (other != null) {
                  throw new IllegalStateException(
                      urn
                          + " is translated by both "
                          + other.getClass().getName()
                          + " and "
                          + translator.getClass().getName());
                }
              });
    }
    return new TransformTranslators(Map.copyOf(byUrn));
  }

  /** Returns the translator of a transform, by its URN or, if it has none, its class. */
  public Optional<TransformTranslator> of(TransformNode transform) {
    return of(
        transform.urn().isEmpty() && transform.applied().getTransform() != null
            ? CLASS + transform.transform().getClass().getName()
            : transform.urn());
  }

  /** Returns the translator of a URN. */
  public Optional<TransformTranslator> of(String urn) {
    return Optional.ofNullable(byUrn.get(urn));
  }
}
