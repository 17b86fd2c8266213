// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** A step with the bundles of another one, whose functions its own ones wrap. */
public interface ForwardingStepSpec extends StepSpec {
  /** Returns the other step. */
  StepSpec step();

  @Override
  default boolean boundsBundlesByTime() {
    return step().boundsBundlesByTime();
  }

  @Override
  default boolean emitsAtBundleEnd() {
    return step().emitsAtBundleEnd();
  }

  @Override
  default boolean boundsBundlesByRows() {
    return step().boundsBundlesByRows();
  }

  @Override
  default Determinism determinism() {
    return step().determinism();
  }
}
