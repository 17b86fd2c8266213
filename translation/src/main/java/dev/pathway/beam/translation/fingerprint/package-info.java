// SPDX-License-Identifier: Apache-2.0
/**
 * What is known again of a pipeline's stages in a later run: how they are configured and what code
 * they run.
 *
 * <p>Depends on {@code translation.source} and the engine's plan. Entry type: {@link
 * dev.pathway.beam.translation.fingerprint.Fingerprints}.
 */
@NullMarked
package dev.pathway.beam.translation.fingerprint;

import org.jspecify.annotations.NullMarked;
