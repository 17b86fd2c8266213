// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.files;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.BitSet;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;

/**
 * A step that puts out files, each of which is to carry its version as a checksum.
 *
 * @param step the step
 * @param files which outputs are of files
 * @param options the pipeline's options
 */
record VersionedStep(StepSpec step, BitSet files, SerializablePipelineOptions options)
    implements StepSpec {
  @Override
  public StepFn create() {
    return new VersionedOutputs(
        step.create(), files, options.get().as(FileOptions.class).getChangeDetection());
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
