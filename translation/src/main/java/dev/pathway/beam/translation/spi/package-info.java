/** What a translator of a transform implements and uses. */
@NullMarked
package dev.pathway.beam.translation.spi;

import org.jspecify.annotations.NullMarked;
