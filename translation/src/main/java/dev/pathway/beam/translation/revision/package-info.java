// SPDX-License-Identifier: Apache-2.0
/**
 * What is done with what an incremental job remembers when its pipeline is no longer the same.
 *
 * <p>Depends on {@code translation.fingerprint}, {@code translation.spi} and the engine's plan.
 * Entry type: {@link dev.pathway.beam.translation.revision.KnownPlan}.
 */
@NullMarked
package dev.pathway.beam.translation.revision;

import org.jspecify.annotations.NullMarked;
