package dev.pathway.beam.translation.transform;

import static java.util.Map.entry;

import dev.pathway.beam.translation.spi.TransformTranslator;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.util.construction.PTransformTranslation;

/** All translators, by URN. A transform that is not listed is translated by its parts. */
public final class TransformTranslators {
  private static final Map<String, TransformTranslator> BY_URN =
      Map.ofEntries(
          entry(PTransformTranslation.IMPULSE_TRANSFORM_URN, new ImpulseTranslator()),
          entry(PTransformTranslation.READ_TRANSFORM_URN, new ReadTranslator()),
          entry(PTransformTranslation.PAR_DO_TRANSFORM_URN, new ParDoTranslator()),
          entry(PTransformTranslation.FLATTEN_TRANSFORM_URN, new FlattenTranslator()),
          entry(PTransformTranslation.ASSIGN_WINDOWS_TRANSFORM_URN, new WindowTranslator()),
          entry(PTransformTranslation.GROUP_BY_KEY_TRANSFORM_URN, new GroupByKeyTranslator()),
          entry(PTransformTranslation.COMBINE_PER_KEY_TRANSFORM_URN, new CombinePerKeyTranslator()),
          entry(PTransformTranslation.RESHUFFLE_URN, new ReshuffleTranslator()),
          entry(PTransformTranslation.REDISTRIBUTE_BY_KEY_URN, new ReshuffleTranslator()));

  private TransformTranslators() {}

  /** Returns the translator of a URN. */
  public static Optional<TransformTranslator> of(String urn) {
    return Optional.ofNullable(BY_URN.get(urn));
  }
}
