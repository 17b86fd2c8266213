// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a step, by the identities of their keys.
 *
 * <p>Keys that came lately are in a table of their own, and a bit for each hash says which of the
 * others there may be. Keys that come and go thus do so in memory that is small enough for a cache,
 * whatever number of others stays. In one large table each of them would cost some reads of memory
 * that no cache holds, and leave old memory that points to young one, of which the garbage
 * collector has to keep a record: together three times what a timer takes.
 */
final class KeyCells {
  private static final int MAX_RECENT = 4_096;

  /**
   * With at least so many bits for a settled key, one of eight others at most is taken for such.
   */
  private static final int BITS = 8;

  private static final int MAX_BITS = 1 << 30;

  private final Map<Object, KeyCell> recent = new HashMap<>();
  private final Map<Object, KeyCell> settled = new HashMap<>();

  /** A bit for each hash, by its highest bits, of the settled keys and some that were. */
  private long[] marks = {0};

  private int markShift = Integer.SIZE - 6;
  private int marked;
  private int maxMarked;
  private Consumer<KeyCell> settling = cell -> {};

  /** Has each key that is no longer among the latest handed to a consumer. */
  void onSettling(Consumer<KeyCell> consumer) {
    settling = consumer;
  }

  /** Returns the cell of a key, or null if there is none. */
  @Nullable KeyCell get(Object identity) {
    KeyCell cell = recent.get(identity);
    return cell == null && mayBeSettled(identity) ? settled.get(identity) : cell;
  }

  /** Adds a cell of a key that has none. */
  void add(KeyCell cell) {
    if (recent.size() == MAX_RECENT) {
      settle();
    }
    recent.put(cell.identity(), cell);
  }

  /** Removes the cell of a key. */
  void remove(Object identity) {
    if (recent.remove(identity) == null) {
      settled.remove(identity);
    }
  }

  /** Has no key be among the latest. */
  void settle() {
    settled.putAll(recent);
    recent.values().forEach(settling);
    marked += recent.size();
    if (marked > maxMarked) {
      markAll();
    } else {
      recent.keySet().forEach(this::mark);
    }
    recent.clear();
  }

  /** Makes room for twice the keys there are, and forgets those that were. */
  private void markAll() {
    long wanted = 4L * BITS * Integer.highestOneBit(settled.size());
    int bits = (int) Math.min(MAX_BITS, Math.max(Long.SIZE, wanted));
    marks = new long[bits / Long.SIZE];
    markShift = Integer.numberOfLeadingZeros(bits - 1);
    settled.keySet().forEach(this::mark);
    marked = settled.size();
    maxMarked = 2 * marked;
  }

  private void mark(Object identity) {
    int bit = bit(identity);
    marks[bit / Long.SIZE] |= 1L << bit;
  }

  private boolean mayBeSettled(Object identity) {
    int bit = bit(identity);
    return (marks[bit / Long.SIZE] & (1L << bit)) != 0;
  }

  private int bit(Object identity) {
    // The golden ratio spreads hashes that follow one another over the highest bits.
    return (identity.hashCode() * 0x9E3779B9) >>> markShift;
  }
}
