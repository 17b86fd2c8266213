/**
 * Beam coders as the engine's codecs, key models and weighers. Depends on Beam's coders and the
 * engine's spi only.
 */
@NullMarked
package dev.pathway.beam.translation.coder;

import org.jspecify.annotations.NullMarked;
