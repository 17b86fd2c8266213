// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.ForwardingStepSpec;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.options.ChangeDetection;
import java.util.BitSet;

/**
 * A step that puts out files, each of which is to carry its version as a checksum.
 *
 * @param step the step
 * @param files which outputs are of files
 * @param detection by what it is told that a file has changed
 */
record VersionedStep(StepSpec step, BitSet files, ChangeDetection detection)
    implements ForwardingStepSpec {
  @Override
  public StepFn create() {
    return new VersionedOutputs(step.create(), files, detection);
  }
}
