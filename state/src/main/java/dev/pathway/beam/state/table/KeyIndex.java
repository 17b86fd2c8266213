// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.memory.MemoryAccount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers keys: the first key is 0, the next one that is different is 1. With each key goes one
 * object of the caller.
 *
 * <p>Keys are the same if {@code equals} says so; null is a key. Charges what it allocates, not the
 * keys and objects. Written by one thread; read by any once it does not change any more.
 *
 * @param <K> the type of the keys
 */
final class KeyIndex<K extends @Nullable Object> {
  /*
   * Open addressing with linear probing. Of 2^n slots, the one to begin with is given by the
   * highest n bits of the hash. A slot is zero if it is free; else its lowest n bits are the row
   * plus one, which is less than the number of slots, and the others are the rest of the hash, so
   * that a probe seldom touches another key. Slots are as small as that because what a probe costs
   * is the cache misses.
   */
  private static final int FIRST_SLOTS = 16;
  private static final int MAX_SLOTS = 1 << 30;
  private static final int ABSENT = -1;

  /** The slots of an index that has never held a key: free, and never written to. */
  private static final int[] NO_SLOTS = new int[2];

  private static final int KEY = 0;
  private static final int OBJECT = 1;

  private final MemoryAccount memory;
  private final ObjectRows rows;
  private int[] slots = NO_SLOTS;
  private int slotBits = 1;
  private int growAt;
  private int size;

  /**
   * Creates an empty index.
   *
   * @param withObjects whether objects go with the keys
   */
  KeyIndex(boolean withObjects, MemoryAccount memory) {
    this.memory = memory;
    this.rows = new ObjectRows(withObjects ? 2 : 1, memory);
  }

  /** Returns the hash of a key; equal keys have the same. */
  static int hash(@Nullable Object key) {
    // An odd factor keeps different hash codes different and carries low bits upwards.
    return key == null ? 0 : key.hashCode() * 0x9E3779B9;
  }

  /** Returns the number of keys. */
  int size() {
    return size;
  }

  /** Returns the number of slots, which is what {@link #clear} takes time for. */
  int slots() {
    return slots.length;
  }

  /** Returns the key of a row. */
  @SuppressWarnings({"unchecked", "NullAway"}) // Only keys of type K are put in, null if K has it.
  K key(int row) {
    return (K) rows.get(row, KEY);
  }

  /** Returns the object that goes with the key of a row. */
  @Nullable Object object(int row) {
    return rows.get(row, OBJECT);
  }

  /** Sets the object that goes with the key of a row. */
  void setObject(int row, @Nullable Object object) {
    rows.set(row, OBJECT, object);
  }

  /** Returns the row of a key, or a negative number if it has none. */
  int find(K key, int hash) {
    int[] probed = slots;
    int mask = probed.length - 1;
    int rest = hash << slotBits;
    int i = hash >>> -slotBits;
    for (int slot = probed[i]; slot != 0; slot = probed[i]) {
      if ((slot & ~mask) == rest && isKey((slot & mask) - 1, key)) {
        return (slot & mask) - 1;
      }
      i = (i + 1) & mask;
    }
    return ABSENT;
  }

  /**
   * Makes room for one more key; returns false, with nothing changed, if the memory for it is
   * refused.
   */
  boolean tryMakeRoom() {
    if (size == growAt) {
      if (!memory.tryCharge(bytesToGrow())) {
        return false;
      }
      grow();
    }
    return true;
  }

  /** Makes room for one more key, whether or not the memory is granted. */
  void makeRoom() {
    if (size == growAt) {
      memory.charge(bytesToGrow());
      grow();
    }
  }

  /** Adds a key that the index does not hold, after room has been made for it; returns its row. */
  int insert(K key, int hash) {
    assert size < growAt : "no room for another key";
    int row = size++;
    rows.ensure(size);
    rows.set(row, KEY, key);
    place(hash, row);
    return row;
  }

  /** Removes all keys and keeps the memory. What was charged stays charged. */
  void clear() {
    rows.clear(size);
    Arrays.fill(slots, 0);
    size = 0;
  }

  /** Removes all keys and drops the memory. What was charged is the caller's to release. */
  void reset() {
    rows.reset();
    dropSlots();
    size = 0;
  }

  /**
   * Returns the rows in the order of the hashes, taken as unsigned: each as a number whose upper
   * half is the hash and whose lower half is the row. The index cannot find keys afterwards and is
   * to be {@linkplain #reset reset}; the result takes the place of the slots.
   */
  long[] drainSorted() {
    dropSlots();
    long[] sorted = new long[size];
    for (int row = 0; row < size; row++) {
      sorted[row] = (((long) hash(key(row)) << 32) ^ Long.MIN_VALUE) | row;
    }
    Arrays.sort(sorted);
    for (int i = 0; i < size; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    return sorted;
  }

  private boolean isKey(int row, K key) {
    Object held = rows.get(row, KEY);
    return held == key || (held != null && held.equals(key));
  }

  private void place(int hash, int row) {
    int mask = slots.length - 1;
    int i = hash >>> -slotBits;
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = (hash << slotBits) | (row + 1);
  }

  private long bytesToGrow() {
    return (long) Integer.BYTES * Math.max(FIRST_SLOTS, 2 * slots.length);
  }

  private void grow() {
    if (slots.length == MAX_SLOTS) {
      throw new IllegalStateException("More than " + growAt + " keys in one table");
    }
    int before = slots == NO_SLOTS ? 0 : slots.length;
    int count = Math.max(FIRST_SLOTS, 2 * before);
    slots = new int[count];
    slotBits = Integer.numberOfTrailingZeros(count);
    growAt = count / 2 + count / 8;
    for (int row = 0; row < size; row++) {
      place(hash(key(row)), row);
    }
    memory.release((long) before * Integer.BYTES);
  }

  private void dropSlots() {
    slots = NO_SLOTS;
    slotBits = 1;
    growAt = 0;
  }
}
