// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.Determinism;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.Serializable;

/**
 * A step with state and timers by key.
 *
 * @param keys how keys are read
 * @param maker makes the function
 * @param input how the elements of a key come
 */
public record KeyedSpec(KeyModel keys, Maker maker, Input input) implements StepSpec {
  /** How elements come. */
  public enum Input {
    /** One by one, while time advances. */
    ONE_BY_ONE,
    /** All elements of a key at once, as a group of whole elements; then all of time passes. */
    BY_KEY
  }

  /** Makes the function, one for each worker. */
  @FunctionalInterface
  public interface Maker extends Serializable {
    /** Returns a new function. */
    KeyedFn create();

    /** See {@link StepSpec#emitsAtBundleEnd}. */
    default boolean emitsAtBundleEnd() {
      return false;
    }

    /** See {@link StepSpec#determinism}. */
    default Determinism determinism() {
      return Determinism.GIVEN;
    }
  }

  @Override
  public Determinism determinism() {
    return maker.determinism();
  }

  @Override
  public boolean emitsAtBundleEnd() {
    return maker.emitsAtBundleEnd();
  }

  @Override
  public StepFn create() {
    return switch (input) {
      case ONE_BY_ONE -> new KeyedStep(keys, maker.create());
      case BY_KEY -> new ReplayedStep(keys, maker.create());
    };
  }
}
