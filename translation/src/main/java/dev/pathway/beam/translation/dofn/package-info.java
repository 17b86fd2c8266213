/**
 * DoFns as steps of the engine: lifecycle, outputs, side inputs, the checks of enforceImmutability
 * and enforceEncodability.
 */
@NullMarked
package dev.pathway.beam.translation.dofn;

import org.jspecify.annotations.NullMarked;
