/** Impulse and bounded sources as sources of the engine. */
@NullMarked
package dev.pathway.beam.translation.source;

import org.jspecify.annotations.NullMarked;
