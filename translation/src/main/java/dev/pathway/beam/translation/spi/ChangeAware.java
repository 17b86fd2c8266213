// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.spi.StepSpec;

/**
 * A step that, in an incremental job, is to be given deletions as well as insertions: {@link
 * dev.pathway.beam.engine.spi.StepContext#diff} tells which. What it puts out is inserted only.
 *
 * <p>It is given them once all of the epoch has been computed, one by one, and whatever reads its
 * outputs acts on the world too, and is given everything as it comes. Where its outputs lead to
 * {@link AppliesChanges} it is no sink: it is given changes at once, and the number of times.
 */
public interface ChangeAware extends StepSpec {}
