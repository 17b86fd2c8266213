// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.spi.StepSpec;

/**
 * A step that, in an incremental job, turns changes into rows again, so that what a {@link
 * ChangeAware} step puts out may flow on: what leads here is no sink, and is given the changes as
 * they come.
 */
public interface AppliesChanges extends StepSpec {}
