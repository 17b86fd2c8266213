// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import dev.pathway.beam.translation.dofn.ParDoSpec;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.jspecify.annotations.Nullable;

/**
 * The processing of a splittable DoFn as a step. Its input are {@code KV<?, KV<element,
 * restriction>>}, each in one window; the outer key is ignored.
 *
 * @param parDo the DoFn; its input coder is that of elements
 * @param limits when a call is to leave something of its restriction for later
 * @param coders those of what is kept of restrictions that are not done with; only in streams
 * @param shared whether workers with nothing to do take over parts of what others work on: in jobs
 *     whose stages are sealed, so that no event time waits for it
 */
public record SplittableSpec(
    ParDoSpec parDo, CallLimits limits, @Nullable Coders coders, boolean shared)
    implements StepSpec {
  /**
   * The coders of a splittable DoFn.
   *
   * @param restriction that of restrictions
   * @param estimatorState that of the states of watermark estimators
   */
  public record Coders(Coder<?> restriction, Coder<?> estimatorState) implements Serializable {}

  @Override
  public boolean emitsAtBundleEnd() {
    return parDo.emitsAtBundleEnd();
  }

  @Override
  public Determinism determinism() {
    return parDo.determinism();
  }

  @Override
  public StepFn create() {
    return new SplittableFn(this);
  }
}
