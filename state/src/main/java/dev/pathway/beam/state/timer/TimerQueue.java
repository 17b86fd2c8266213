// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.timer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Timers in the order of their times, and of their insertion where those are equal: a binary heap
 * whose entries know their places, so that one can be removed without a search. Adding, removing
 * and polling take logarithmic time. One thread only.
 *
 * @param <T> what a timer is for
 */
public final class TimerQueue<T> {
  private static final int REMOVED = -1;

  private final List<Entry<T>> heap = new ArrayList<>();
  private long added;

  /**
   * A timer that was added.
   *
   * @param <T> what it is for
   */
  public static final class Entry<T> {
    private final long time;
    private final long sequence;
    private final T value;
    private int place = REMOVED;

    private Entry(long time, long sequence, T value) {
      this.time = time;
      this.sequence = sequence;
      this.value = value;
    }

    private boolean isBefore(Entry<T> other) {
      return time != other.time ? time < other.time : sequence < other.sequence;
    }
  }

  /** Adds a timer, and returns what it can be removed by. */
  public Entry<T> add(long time, T value) {
    Entry<T> entry = new Entry<>(time, added++, value);
    heap.add(entry);
    siftUp(heap.size() - 1, entry);
    return entry;
  }

  /** Removes a timer, unless it was removed or polled before. */
  public void remove(Entry<T> entry) {
    int place = entry.place;
    if (place == REMOVED) {
      return;
    }
    entry.place = REMOVED;
    Entry<T> last = heap.remove(heap.size() - 1);
    if (last != entry) {
      siftUp(place, last);
      siftDown(last.place, last);
    }
  }

  /** Returns the least time, or {@link Long#MAX_VALUE} if there are no timers. */
  public long firstTime() {
    return heap.isEmpty() ? Long.MAX_VALUE : heap.get(0).time;
  }

  /** Removes the first timer and returns what it is for, or null if there are no timers. */
  public @Nullable T poll() {
    if (heap.isEmpty()) {
      return null;
    }
    Entry<T> first = heap.get(0);
    remove(first);
    return first.value;
  }

  /** Returns whether there are no timers. */
  public boolean isEmpty() {
    return heap.isEmpty();
  }

  /** Returns the number of timers. */
  public int size() {
    return heap.size();
  }

  private void siftUp(int from, Entry<T> entry) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      Entry<T> other = heap.get(parent);
      if (!entry.isBefore(other)) {
        break;
      }
      put(place, other);
      place = parent;
    }
    put(place, entry);
  }

  private void siftDown(int from, Entry<T> entry) {
    int place = from;
    for (int child = 2 * place + 1; child < heap.size(); child = 2 * place + 1) {
      if (child + 1 < heap.size() && heap.get(child + 1).isBefore(heap.get(child))) {
        child++;
      }
      if (!heap.get(child).isBefore(entry)) {
        break;
      }
      put(place, heap.get(child));
      place = child;
    }
    put(place, entry);
  }

  private void put(int place, Entry<T> entry) {
    heap.set(place, entry);
    entry.place = place;
  }
}
