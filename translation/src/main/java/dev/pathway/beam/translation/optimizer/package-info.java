/** Passes over the plan; {@link dev.pathway.beam.translation.optimizer.Passes} is their list. */
@NullMarked
package dev.pathway.beam.translation.optimizer;

import org.jspecify.annotations.NullMarked;
