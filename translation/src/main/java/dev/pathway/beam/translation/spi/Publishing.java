// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.spi;

import dev.pathway.beam.engine.spi.StepSpec;

/**
 * A step that, in an incremental job, prepares something for the epoch's {@link
 * dev.pathway.beam.engine.spi.Publication}: it is given insertions and deletions as they come, as
 * if its outputs were all there is to it, and whether or not anything reads these.
 */
public interface Publishing extends StepSpec {
  /** Returns who publishes, the same in each run and for no other step. */
  String publisher();
}
