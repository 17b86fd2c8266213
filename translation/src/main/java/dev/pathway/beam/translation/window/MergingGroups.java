// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Sorts the elements of keys, which come as groups of whole elements, into windows that merge and
 * fire once, when all elements are there. Makes what {@link WindowGroups} makes of them, and keeps
 * merged windows on the heap, but no group.
 *
 * @param keys how keys and values are read
 * @param strategy the windows
 * @param limits how much is handled at once
 */
public record MergingGroups(
    KeyModel keys, WindowingStrategy<?, BoundedWindow> strategy, Limits limits)
    implements StepSpec {
  private static final Limits LIMITS = new Limits(64, 1 << 20, 1024);

  /**
   * How much is handled at once.
   *
   * @param elements a key with no more of them is handled on the heap
   * @param bytes a key whose elements visibly hold no more is handled on the heap
   * @param windows of larger keys, as many windows are merged together at least
   */
  record Limits(int elements, long bytes, int windows) implements Serializable {}

  /** Describes the step for a strategy. */
  public static MergingGroups of(KeyModel keys, WindowingStrategy<?, BoundedWindow> strategy) {
    return new MergingGroups(keys, strategy, LIMITS);
  }

  @Override
  public StepFn create() {
    return new MergingGroupsFn(this);
  }
}
