// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.spi.Remembered;

/**
 * A step that looks at files.
 *
 * @param step the step
 * @param onEveryElement whether it lists files, so that no element tells what has changed
 */
record FileLookup(StepSpec step, boolean onEveryElement) implements Remembered {
  @Override
  public StepFn create() {
    return step.create();
  }

  @Override
  public Determinism determinism() {
    return step.determinism();
  }

  @Override
  public boolean boundsBundlesByTime() {
    return step.boundsBundlesByTime();
  }

  @Override
  public boolean emitsAtBundleEnd() {
    return step.emitsAtBundleEnd();
  }

  @Override
  public boolean boundsBundlesByRows() {
    return step.boundsBundlesByRows();
  }
}
