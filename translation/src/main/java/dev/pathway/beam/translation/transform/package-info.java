/**
 * Translators, one for each URN; {@link
 * dev.pathway.beam.translation.transform.TransformTranslators} is their list.
 */
@NullMarked
package dev.pathway.beam.translation.transform;

import org.jspecify.annotations.NullMarked;
