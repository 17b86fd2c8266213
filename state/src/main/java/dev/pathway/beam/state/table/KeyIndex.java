package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers keys: the first key is 0, the next one that is different is 1.
 *
 * <p>Keys are the same if {@code equals} says so; null is a key. Charges what it allocates, not the keys. Written by one thread; read by
 * any once it does not change any more.
 *
 * @param <K> the type of the keys
 */
final class KeyIndex<K extends @Nullable Object> {
  /* Open addressing with linear probing. A slot holds the whole hash above the row plus one, zero if it is free, so that neither a probe
   * of another key nor the growth of the array touches keys. The slot to begin with is taken from the highest bits of the hash, which
   * depend on all bits of hashCode.
   */
  private static final int FIRST_SLOTS = 16;
  private static final int MAX_SLOTS = 1 << 30;
  private static final int ABSENT = -1;

  /** The slots of an index that has never held a key: free, and never written to. */
  private static final long[] NO_SLOTS = new long[2];

  private final MemoryAccount memory;
  private final ObjectColumn<K> keys;
  private long[] slots = NO_SLOTS;
  private int shift = Integer.SIZE - 1;
  private int growAt;
  private int size;

  /** Takes keys in the order of their run keys. */
  @FunctionalInterface
  interface SortedConsumer {
    /**
     * Takes one key.
     *
     * @param row the number of the key
     * @param runKey an array that starts with the run key of the key; changes after the call
     * @param length the length of the run key
     */
    void accept(int row, byte[] runKey, int length) throws IOException;
  }

  KeyIndex(MemoryAccount memory) {
    this.memory = memory;
    this.keys = new ObjectColumn<>(memory);
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

  /** Returns the key of a row. */
  K key(int row) {
    return keys.get(row);
  }

  /** Returns the row of a key, or a negative number if it has none. */
  int find(K key, int hash) {
    long[] probed = slots;
    int mask = probed.length - 1;
    for (int i = hash >>> shift; probed[i] != 0; i = (i + 1) & mask) {
      long slot = probed[i];
      if ((int) (slot >>> 32) == hash && isKey((int) slot - 1, key)) {
        return (int) slot - 1;
      }
    }
    return ABSENT;
  }

  /** Makes room for one more key; returns false, with nothing changed, if the memory for it is refused. */
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
    keys.ensure(size);
    keys.set(row, key);
    place((long) hash << 32 | size);
    return row;
  }

  /** Removes all keys and keeps the memory. What was charged stays charged. */
  void clear() {
    for (int row = 0; row < size; row++) {
      keys.drop(row);
    }
    Arrays.fill(slots, 0);
    size = 0;
  }

  /** Removes all keys and drops the memory. What was charged is the caller's to release. */
  void reset() {
    keys.clear();
    slots = NO_SLOTS;
    shift = Integer.SIZE - 1;
    growAt = 0;
    size = 0;
  }

  /** Returns the number of slots, which is what {@link #clear} takes time for. */
  int slotCount() {
    return slots.length;
  }

  /**
   * Hands over all keys in the order of their run keys. The index can only be {@linkplain #reset reset} afterwards.
   */
  void drainSorted(Codec<K> codec, SortedConsumer consumer) throws IOException {
    int count = 0;
    for (long slot : slots) {
      if (slot != 0) {
        slots[count++] = slot ^ Long.MIN_VALUE; // Run keys are ordered as unsigned bytes.
      }
    }
    Arrays.sort(slots, 0, count);
    EncodeBuffer buffer = new EncodeBuffer();
    int next = 0;
    while (next < count) {
      int end = next + 1;
      while (end < count && slots[end] >>> 32 == slots[next] >>> 32) {
        end++;
      }
      if (end == next + 1) {
        int row = (int) slots[next] - 1;
        RunKey.write(buffer, hash(key(row)), codec, key(row));
        handOver(row, buffer, consumer);
      } else {
        drainSameHash(next, end, codec, consumer);
      }
      next = end;
    }
  }

  private void drainSameHash(int from, int to, Codec<K> codec, SortedConsumer consumer)
      throws IOException {
    Entry[] entries = new Entry[to - from];
    for (int i = from; i < to; i++) {
      int row = (int) slots[i] - 1;
      EncodeBuffer buffer = new EncodeBuffer();
      RunKey.write(buffer, hash(key(row)), codec, key(row));
      entries[i - from] = new Entry(row, buffer.toByteArray());
    }
    Arrays.sort(entries, (a, b) -> Arrays.compareUnsigned(a.runKey, b.runKey));
    for (Entry entry : entries) {
      consumer.accept(entry.row, entry.runKey, entry.runKey.length);
    }
  }

  private static void handOver(int row, EncodeBuffer buffer, SortedConsumer consumer)
      throws IOException {
    int length = Math.toIntExact(buffer.size());
    consumer.accept(row, buffer.isContiguous() ? buffer.array() : buffer.toByteArray(), length);
  }

  private boolean isKey(int row, K key) {
    K held = keys.get(row);
    return held == key || (held != null && held.equals(key));
  }

  private void place(long slot) {
    int mask = slots.length - 1;
    int i = (int) (slot >>> 32) >>> shift;
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = slot;
  }

  private long bytesToGrow() {
    return (long) Long.BYTES * Math.max(FIRST_SLOTS, 2 * slots.length);
  }

  private void grow() {
    long[] old = slots;
    if (old.length == MAX_SLOTS) {
      throw new IllegalStateException("More than " + growAt + " keys in one table");
    }
    int count = Math.max(FIRST_SLOTS, 2 * old.length);
    slots = new long[count];
    shift = Integer.SIZE - Integer.numberOfTrailingZeros(count);
    growAt = count / 2 + count / 8;
    if (old != NO_SLOTS) {
      for (long slot : old) {
        if (slot != 0) {
          place(slot);
        }
      }
      memory.release((long) old.length * Long.BYTES);
    }
  }

  private record Entry(int row, byte[] runKey) {}
}
