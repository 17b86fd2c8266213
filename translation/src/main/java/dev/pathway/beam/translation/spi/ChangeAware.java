// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.spi.StepSpec;

/**
 * A step that, in an incremental job, is to be given deletions as well as insertions, once all of
 * the epoch has been computed: {@link dev.pathway.beam.engine.spi.StepContext#diff} tells which.
 * Whatever reads its outputs acts on the world too, and is given everything as it comes.
 */
@FunctionalInterface
public interface ChangeAware extends StepSpec {}
