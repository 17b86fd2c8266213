// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.timer;

import java.util.TreeMap;

/** A multiset of times, of which the least is found at once. One thread only. */
public final class Holds {
  private final TreeMap<Long, Integer> counts = new TreeMap<>();

  /** Adds a time. */
  public void add(long time) {
    counts.merge(time, 1, Integer::sum);
  }

  /**
   * Removes a time once.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public void remove(long time) {
    Integer count = counts.get(time);
    if (count == null) {
      throw new IllegalArgumentException("there is no hold at " + time);
    }
    if (count == 1) {
      counts.remove(time);
    } else {
      counts.put(time, count - 1);
    }
  }

  /** Returns the least time, or {@link Long#MAX_VALUE} if there is none. */
  public long least() {
    return counts.isEmpty() ? Long.MAX_VALUE : counts.firstKey();
  }
}
