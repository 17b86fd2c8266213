// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.stable;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Gives a step its elements once they are in a snapshot that is committed, so that they are the
 * same if they have to be given again: what {@code @RequiresStableInput} asks for. Where state is
 * not durable, nothing is given again.
 *
 * @param step the step
 * @param elementCoder the coder of elements with their windows
 * @param keys the keys by which elements come to the workers, null if they come to any
 */
public record StableInput(
    StepSpec step, Coder<WindowedValue<Object>> elementCoder, @Nullable KeyModel keys)
    implements StepSpec {
  @Override
  public StepFn create() {
    return new StableInputFn(this, step.create());
  }

  @Override
  public Determinism determinism() {
    return step.determinism();
  }

  @Override
  public boolean emitsAtBundleEnd() {
    return step.emitsAtBundleEnd();
  }

  @Override
  public boolean boundsBundlesByTime() {
    return step.boundsBundlesByTime();
  }

  @Override
  public boolean boundsBundlesByRows() {
    return step.boundsBundlesByRows();
  }
}
