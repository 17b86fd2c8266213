/**
 * Beam windows as the engine's window models, Window.into, grouping by windows that merge, and
 * grouping through runners-core's ReduceFnRunner.
 */
@NullMarked
package dev.pathway.beam.translation.window;

import org.jspecify.annotations.NullMarked;
