// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * When a grouping of bounded input need not go through triggers: each window of a key then fires
 * exactly once, when all of its elements are there, so that a table of windows and keys is all it
 * takes.
 */
public final class FastGroups {
  private FastGroups() {}

  /**
   * Returns whether a table is enough for a strategy. Lateness does not matter: nothing is late in
   * a batch.
   */
  public static boolean suffice(WindowingStrategy<?, ?> strategy) {
    return !strategy.needsMerge() && firesOnce(strategy.getTrigger());
  }

  private static boolean firesOnce(Trigger trigger) {
    return trigger instanceof DefaultTrigger
        || trigger instanceof Never.NeverTrigger
        || trigger instanceof AfterWatermark.FromEndOfWindow;
  }
}
