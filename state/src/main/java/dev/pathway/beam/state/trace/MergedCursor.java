// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sum of several cursors.
 *
 * <p>A key whose values cancel out must not be seen, so the first value of each key is looked for
 * when the cursor moves to it. Holds one pair of each source. Thread-confined.
 */
final class MergedCursor implements PairCursor {
  private final List<PairCursor> unread;
  private final PriorityQueue<PairCursor> byKey =
      new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
  private final PriorityQueue<PairCursor> byValue =
      new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.value(), b.value()));

  /** The sources that are at the key. */
  private final List<PairCursor> current = new ArrayList<>();

  private byte @Nullable [] key;
  private byte @Nullable [] value;
  private long weight;
  private boolean atFirst;

  MergedCursor(List<? extends PairCursor> cursors) {
    this.unread = new ArrayList<>(cursors);
  }

  @Override
  public boolean nextKey() throws IOException {
    do {
      key = null;
      value = null;
      advance(unread);
      advance(current);
      byValue.clear();
      PairCursor least = byKey.poll();
      if (least == null) {
        return false;
      }
      current.add(least);
      key = least.key();
      while (!byKey.isEmpty() && Arrays.equals(byKey.peek().key(), key)) {
        current.add(byKey.remove());
      }
      for (PairCursor source : current) {
        addIfMore(source);
      }
      atFirst = sumNext();
    } while (!atFirst);
    return true;
  }

  @Override
  public boolean nextValue() throws IOException {
    key();
    if (atFirst) {
      atFirst = false;
      return true;
    }
    return sumNext();
  }

  @Override
  public byte[] key() {
    if (key == null) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return key;
  }

  @Override
  public byte[] value() {
    if (value == null || atFirst) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return value;
  }

  @Override
  public long weight() {
    value();
    return weight;
  }

  private void advance(List<PairCursor> sources) throws IOException {
    for (PairCursor source : sources) {
      if (source.nextKey()) {
        byKey.add(source);
      }
    }
    sources.clear();
  }

  private void addIfMore(PairCursor source) throws IOException {
    if (source.nextValue()) {
      byValue.add(source);
    }
  }

  /** Moves to the next value whose weights do not cancel out. */
  private boolean sumNext() throws IOException {
    PairCursor least = byValue.poll();
    while (least != null) {
      byte[] next = least.value();
      long sum = least.weight();
      addIfMore(least);
      least = byValue.poll();
      while (least != null && Arrays.equals(least.value(), next)) {
        sum = Math.addExact(sum, least.weight());
        addIfMore(least);
        least = byValue.poll();
      }
      if (sum != 0) {
        if (least != null) {
          byValue.add(least);
        }
        value = next;
        weight = sum;
        return true;
      }
    }
    value = null;
    return false;
  }
}
