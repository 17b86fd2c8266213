/** CombineFns as aggregations of the engine. */
@NullMarked
package dev.pathway.beam.translation.combine;

import org.jspecify.annotations.NullMarked;
