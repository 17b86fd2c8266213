// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.engine.spi.EventTime;
import java.util.ArrayList;
import java.util.List;

/** The times before which the readers of a view have released its windows. Thread-safe. */
final class ViewReaders {
  private final List<Long> times = new ArrayList<>();

  /** There may always be one more as long as nobody says otherwise. */
  private int expected = Integer.MAX_VALUE;

  private volatile long released = EventTime.START;

  /** Says how many readers there will be. */
  synchronized void expect(int count) {
    expected = count;
    update();
  }

  /** Returns the number of a reader that has released nothing yet. */
  synchronized int join() {
    times.add(EventTime.START);
    return times.size() - 1;
  }

  /** Says that a reader releases windows before a time; returns whether all of them now do. */
  synchronized boolean release(int reader, long time) {
    if (time <= times.get(reader)) {
      return false;
    }
    times.set(reader, time);
    return update();
  }

  private boolean update() {
    if (times.size() < expected) {
      return false;
    }
    long least = times.stream().mapToLong(Long::longValue).min().orElse(EventTime.END);
    boolean risen = least > released;
    released = Math.max(released, least);
    return risen;
  }

  /** Returns the time before which all readers have released windows. */
  long released() {
    return released;
  }
}
