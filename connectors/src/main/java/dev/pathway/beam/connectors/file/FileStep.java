// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import dev.pathway.beam.engine.spi.ForwardingStepFn;
import dev.pathway.beam.engine.spi.ForwardingStepSpec;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.compat.FileGathering;
import dev.pathway.beam.translation.dofn.ParDoSpec;

/**
 * A step of a write of files.
 *
 * @param step what it does
 * @param writeId the write that it is part of
 */
record FileStep(StepSpec step, String writeId) implements ForwardingStepSpec {
  @Override
  public StepFn create() {
    return new Fn(step.create(), writeId);
  }

  /**
   * A file is written for each bundle: some have a million rows, but none is short because it took
   * long.
   */
  @Override
  public boolean boundsBundlesByTime() {
    return false;
  }

  /**
   * Beam's step that gathers the files of a window numbers them anew in each bundle: a second
   * bundle would write over what the first one published.
   */
  @Override
  public boolean boundsBundlesByRows() {
    return !(step instanceof ParDoSpec parDo) || !FileGathering.isDoneBy(parDo.fn());
  }

  private static final class Fn extends ForwardingStepFn {
    private final String writeId;

    Fn(StepFn fn, String writeId) {
      super(fn);
      this.writeId = writeId;
    }

    @Override
    public void setup(StepContext context) throws Exception {
      TemporaryFiles.track(writeId, context.job());
      super.setup(context);
    }
  }
}
