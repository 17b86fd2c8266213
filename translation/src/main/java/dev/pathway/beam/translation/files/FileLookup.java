// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.ForwardingStepSpec;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.spi.Remembered;

/**
 * A step that looks at files.
 *
 * @param step the step
 * @param onEveryElement whether it lists files, so that no element tells what has changed
 */
record FileLookup(StepSpec step, boolean onEveryElement) implements Remembered, ForwardingStepSpec {
  @Override
  public StepFn create() {
    return step.create();
  }
}
