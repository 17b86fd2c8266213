// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The sum of the values that several cursors have for one key; zeros are left out. */
final class ValueSum {
  private final PriorityQueue<PairCursor> sources =
      new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.value(), b.value()));

  /** The only cursor, which needs no queue; most often there is but one. */
  private @Nullable PairCursor single;

  private byte @Nullable [] value;
  private long weight;

  /** Starts before the first value; the cursors are at the same key, before its first value. */
  void start(List<? extends PairCursor> cursors) throws IOException {
    stop();
    if (cursors.size() == 1) {
      single = cursors.get(0);
      return;
    }
    for (PairCursor cursor : cursors) {
      addIfMore(cursor);
    }
  }

  /** Forgets the cursors and is at no value. */
  void stop() {
    sources.clear();
    single = null;
    value = null;
  }

  /** Moves to the next value; returns whether there is one. */
  boolean next() throws IOException {
    if (single != null) {
      boolean there = single.nextValue();
      value = there ? single.value() : null;
      weight = there ? single.weight() : 0;
      return there;
    }
    PairCursor least = sources.poll();
    while (least != null) {
      byte[] candidate = least.value();
      long sum = least.weight();
      addIfMore(least);
      least = sources.poll();
      while (least != null && Arrays.equals(least.value(), candidate)) {
        sum = Math.addExact(sum, least.weight());
        addIfMore(least);
        least = sources.poll();
      }
      if (sum != 0) {
        if (least != null) {
          sources.add(least);
        }
        value = candidate;
        weight = sum;
        return true;
      }
    }
    value = null;
    return false;
  }

  byte[] value() {
    if (value == null) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return value;
  }

  long weight() {
    value();
    return weight;
  }

  private void addIfMore(PairCursor cursor) throws IOException {
    if (cursor.nextValue()) {
      sources.add(cursor);
    }
  }
}
