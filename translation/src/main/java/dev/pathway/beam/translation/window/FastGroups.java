// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.window;

import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/**
 * When a grouping of bounded input need not go through triggers: each window of a key then fires
 * exactly once, when all of its elements are there, so that a table of windows and keys is all it
 * takes.
 */
public final class FastGroups {
  private FastGroups() {}

  /** Returns whether a table is enough for a strategy in a batch, where nothing is late. */
  public static boolean suffice(WindowingStrategy<?, ?> strategy) {
    return !strategy.needsMerge() && firesOnce(strategy);
  }

  /**
   * Returns whether windows of a batch fire once, after they have been merged: {@link
   * MergingGroups} does both.
   */
  public static boolean sufficeMerged(WindowingStrategy<?, ?> strategy) {
    return strategy.needsMerge() && firesOnce(strategy);
  }

  /**
   * Returns whether a table for each window is enough in a stream: each fires when event time has
   * passed its end, with that as its timestamp, and what comes later is dropped.
   */
  public static boolean sufficeInStream(WindowingStrategy<?, ?> strategy) {
    return !strategy.needsMerge()
        && firesAtEnd(strategy.getTrigger())
        && strategy.getAllowedLateness().equals(Duration.ZERO)
        && strategy.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW;
  }

  private static boolean firesOnce(WindowingStrategy<?, ?> strategy) {
    // Without a trigger a window is emitted when its lateness is over, perhaps in a late pane.
    return firesAtEnd(strategy.getTrigger())
        || (strategy.getTrigger() instanceof Never.NeverTrigger
            && strategy.getAllowedLateness().equals(Duration.ZERO));
  }

  private static boolean firesAtEnd(Trigger trigger) {
    return trigger instanceof DefaultTrigger || trigger instanceof AfterWatermark.FromEndOfWindow;
  }
}
