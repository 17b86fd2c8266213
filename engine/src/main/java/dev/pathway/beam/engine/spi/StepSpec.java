// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/**
 * The serialisable description of a step; every processor makes its own function from its own
 * deserialised copy.
 */
public interface StepSpec extends Serializable {
  /** Returns a new function, owned by the calling processor. */
  StepFn create();

  /**
   * Returns whether a bundle may end because it has lasted long enough. A step for which each
   * bundle has a price, such as a file, has bundles end by their number of rows only.
   */
  default boolean boundsBundlesByTime() {
    return true;
  }

  /**
   * Returns whether the function may emit as its bundle ends, and not only on account of an
   * element. In an incremental job each element is then a bundle of its own.
   */
  default boolean emitsAtBundleEnd() {
    return false;
  }

  /** Returns whether the function makes the same of an element each time. */
  default Determinism determinism() {
    return Determinism.GIVEN;
  }

  /** Returns whether the function emits elements with {@linkplain StepContext#emit other diffs}. */
  default boolean setsDiffs() {
    return false;
  }

  /**
   * Returns whether bundles of a stage with this step end after a number of rows; if not, and not
   * by time either, there is one bundle until the seal.
   */
  default boolean boundsBundlesByRows() {
    return true;
  }
}
