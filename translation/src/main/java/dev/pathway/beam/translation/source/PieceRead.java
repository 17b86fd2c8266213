// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.SplitReader;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.translation.spi.Remembered;
import org.apache.beam.runners.core.construction.SerializablePipelineOptions;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Reads pieces of a source that changes, by the names that a {@link PieceListing} gave them. */
public final class PieceRead implements Remembered {
  private static final long serialVersionUID = 1L;

  private final String stepName;
  private final SerializablePipelineOptions options;

  /** Creates the read in the step with the given name. */
  public PieceRead(String stepName, SerializablePipelineOptions options) {
    this.stepName = stepName;
    this.options = options;
  }

  @Override
  public boolean onEveryElement() {
    return false;
  }

  @Override
  public StepFn create() {
    return new Fn();
  }

  private final class Fn implements StepFn {
    private @Nullable StepContext context;

    @Override
    public void setup(StepContext given) {
      context = given;
    }

    @Override
    @SuppressWarnings("unchecked") // what the listing makes
    public void process(Object element) throws Exception {
      if (context == null) {
        throw new IllegalStateException("'" + stepName + "' was not set up");
      }
      String piece = ((WindowedValue<KV<String, String>>) element).getValue().getKey();
      SplitReader reader =
          new BoundedPiece(ListedPieces.of(context.job()).get(stepName, piece), stepName, options)
              .open(context.job());
      try {
        while (!context.job().stopping() && reader.advance()) {
          context.output(0).accept(reader.element());
        }
      } finally {
        reader.close();
      }
    }
  }
}
