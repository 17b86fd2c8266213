// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/**
 * Has a step's elements wait until the side inputs of their windows are there, and releases side
 * inputs of windows that no element will come for any more.
 *
 * @param step the step
 * @param views its side inputs, in the order of the plan node's views
 * @param latenessMillis how long after the end of their windows elements may come
 * @param elementCoder the coder of elements with their windows, for those that wait on disk
 * @param keys the keys by which elements come to the workers, null if they come to any
 */
public record Pushback(
    StepSpec step,
    List<PCollectionView<?>> views,
    long latenessMillis,
    Coder<WindowedValue<Object>> elementCoder,
    @Nullable KeyModel keys)
    implements StepSpec {
  @Override
  public StepFn create() {
    return new PushbackFn(this, step.create());
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
