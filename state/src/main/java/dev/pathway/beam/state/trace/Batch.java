// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

/**
 * Consolidated updates of (key, value) pairs within a range of times, sorted by key, value and
 * time.
 *
 * <p>Keys and values are bytes, ordered as unsigned; each (key, value, time) is there once, with a
 * diff that is not zero. A batch holds all updates of its collection whose time is in [{@link
 * #lower}, {@link #upper}), and no others. Reading it is right for times from {@link #since} on:
 * updates before that time have been moved forward to it, which is all that happens to them.
 *
 * <p>Immutable, thread-safe. Built by a {@link Batcher}, read through a {@link Cursor}.
 */
public final class Batch {
  private final Columns columns;
  private final long lower;
  private final long upper;
  private final long since;

  /** Wraps columns that nobody changes any more. */
  Batch(Columns columns, long lower, long upper, long since) {
    this.columns = columns;
    this.lower = lower;
    this.upper = upper;
    this.since = since;
  }

  /** Returns a cursor at the first key. */
  public Cursor cursor() {
    return new Cursor(columns);
  }

  /** Returns the number of different keys. */
  public int keys() {
    return columns.keys.count();
  }

  /** Returns the number of updates. */
  public int updates() {
    return columns.times.length;
  }

  /** Returns the first time whose updates are in the batch. */
  public long lower() {
    return lower;
  }

  /** Returns the first time after {@link #lower} whose updates are not in the batch. */
  public long upper() {
    return upper;
  }

  /** Returns the first time at which the batch can be read. */
  public long since() {
    return since;
  }

  /** The updates, on three levels; nobody changes the arrays. */
  static final class Columns {
    /** The keys, sorted. */
    final ByteStrings keys;

    /**
     * The first value of each key, and the number of values: where the next key begins, one ends.
     */
    final int[] valuesOfKey;

    /** The values, sorted within each key. */
    final ByteStrings values;

    /** The first update of each value, and the number of updates. */
    final int[] updatesOfValue;

    /** The time of each update, sorted within each value. */
    final long[] times;

    /** The diff of each update. */
    final long[] diffs;

    Columns(
        ByteStrings keys,
        int[] valuesOfKey,
        ByteStrings values,
        int[] updatesOfValue,
        long[] times,
        long[] diffs) {
      this.keys = keys;
      this.valuesOfKey = valuesOfKey;
      this.values = values;
      this.updatesOfValue = updatesOfValue;
      this.times = times;
      this.diffs = diffs;
    }
  }
}
