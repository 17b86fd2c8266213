/**
 * From a Beam pipeline to a plan of the engine.
 *
 * <p>Entry type {@link dev.pathway.beam.translation.PipelineTranslator}. Depends on Beam's SDK and
 * runners-core, and on the engine's plan and spi.
 */
@NullMarked
package dev.pathway.beam.translation;

import org.jspecify.annotations.NullMarked;
