/**
 * Splittable DoFns as steps of the engine: calls that end early, and what they left to do. {@link
 * dev.pathway.beam.translation.splittable.SplittableSpec} is where to begin.
 */
@NullMarked
package dev.pathway.beam.translation.splittable;

import org.jspecify.annotations.NullMarked;
