// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.translation.time.EventTimes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.jspecify.annotations.Nullable;

/** What is left to do, the earliest to be resumed first, and among equals the one longest here. */
final class Residuals {
  /**
   * One of them.
   *
   * @param number higher than that of any that came before
   */
  record Entry(Residual residual, long number) {}

  private final PriorityQueue<Entry> queue =
      new PriorityQueue<>(
          Comparator.comparingLong((Entry entry) -> entry.residual().resumeMillis())
              .thenComparingLong(Entry::number));

  /** How many have each watermark. */
  private final TreeMap<Long, Integer> watermarks = new TreeMap<>();

  private long added;

  /** Adds one, and returns its number. */
  long add(Residual residual) {
    long number = added++;
    queue.add(new Entry(residual, number));
    watermarks.merge(hold(residual), 1, Integer::sum);
    return number;
  }

  /** Has the numbers of all that are added be higher than another. */
  void numberAbove(long number) {
    added = Math.max(added, number + 1);
  }

  /** Returns all, in no order. */
  Collection<Entry> entries() {
    return queue;
  }

  /** Removes and returns the first, or null if there is none that is to be resumed by then. */
  @Nullable Residual poll(long nowMillis) {
    Entry first = queue.peek();
    if (first == null || first.residual().resumeMillis() > nowMillis) {
      return null;
    }
    queue.remove();
    watermarks.computeIfPresent(
        hold(first.residual()), (watermark, count) -> count == 1 ? null : count - 1);
    return first.residual();
  }

  /** Removes and returns all, in order. */
  List<Residual> drain() {
    List<Residual> all = new ArrayList<>();
    Residual next = poll(Long.MAX_VALUE);
    while (next != null) {
      all.add(next);
      next = poll(Long.MAX_VALUE);
    }
    return all;
  }

  private static long hold(Residual residual) {
    return EventTimes.hold(residual.watermark().getMillis());
  }

  /** Returns the earliest watermark, {@link EventTime#END} if nothing is left. */
  long hold() {
    return watermarks.isEmpty() ? EventTime.END : watermarks.firstKey();
  }

  /** Returns the earliest end of a window of an element, {@link EventTime#END} if none is left. */
  long earliestWindowEnd() {
    long earliest = EventTime.END;
    for (Entry entry : queue) {
      for (BoundedWindow window : entry.residual().element().getWindows()) {
        earliest = Math.min(earliest, window.maxTimestamp().getMillis());
      }
    }
    return earliest;
  }

  /** Returns when the first is to be resumed, {@link Long#MAX_VALUE} if nothing is left. */
  long wakeTime() {
    Entry first = queue.peek();
    return first == null ? Long.MAX_VALUE : first.residual().resumeMillis();
  }
}
