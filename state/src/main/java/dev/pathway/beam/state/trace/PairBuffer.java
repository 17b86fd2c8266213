// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.memory.MemoryAccount;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Pairs with weights in memory, as bytes in a few large arrays, to be sorted once.
 *
 * <p>A pair lies in one array: the lengths of key and value, the weight, the key, the value. Its
 * <i>address</i> is the number of the array and the index in it. All memory is charged, that for
 * sorting ahead. Thread-confined until it does not change any more.
 */
final class PairBuffer {
  private static final int INDEX_BITS = 20;
  private static final int SLAB_BYTES = 1 << INDEX_BITS;
  private static final int FIRST_SLAB_BYTES = 1 << 10;
  private static final int MAX_SLABS = 1 << (Integer.SIZE - INDEX_BITS);

  private static final int VALUE_LENGTH = Integer.BYTES;
  private static final int WEIGHT = 2 * Integer.BYTES;
  private static final int KEY = WEIGHT + Long.BYTES;

  /** For each pair its address, and a prefix while it is sorted. */
  private static final int BYTES_BESIDE = Integer.BYTES + Long.BYTES;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle ORDERED_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MemoryAccount memory;
  private byte[][] slabs = new byte[4][];
  private int slabCount;
  private int used;
  private long bytes;
  private int[] addresses = {};
  private int count;
  private int keys;

  PairBuffer(MemoryAccount memory) {
    this.memory = memory;
  }

  /** Returns the number of pairs. */
  int count() {
    return count;
  }

  /** Returns the number of different keys; right once the pairs are sorted. */
  int keys() {
    return keys;
  }

  /** Returns the bytes of the pairs that were added. */
  long bytes() {
    return bytes;
  }

  /**
   * Adds a pair.
   *
   * @param isForced whether to add it even if the memory for it is refused
   * @return whether it was added; if not, nothing has changed
   * @throws ArithmeticException if key and value together are larger than an array
   */
  boolean add(byte[] key, byte[] value, long weight, boolean isForced) {
    int length = Math.addExact(Math.addExact(KEY, key.length), value.length);
    if (!makeRoom(length, isForced)) {
      return false;
    }
    byte[] slab = slabs[slabCount - 1];
    INTS.set(slab, used, key.length);
    INTS.set(slab, used + VALUE_LENGTH, value.length);
    LONGS.set(slab, used + WEIGHT, weight);
    System.arraycopy(key, 0, slab, used + KEY, key.length);
    System.arraycopy(value, 0, slab, used + KEY + key.length, value.length);
    addresses[count++] = (slabCount - 1) << INDEX_BITS | used;
    used += length;
    bytes += length;
    return true;
  }

  /** Sorts the pairs by key and then by value, adds up the weights of equal ones, drops zeros. */
  void consolidate() {
    new PairSorter(this, addresses).sort(count);
    int end = 0;
    int next = 0;
    keys = 0;
    while (next < count) {
      int first = addresses[next++];
      long sum = weight(first);
      for (; next < count && isSamePair(first, addresses[next]); next++) {
        sum = Math.addExact(sum, weight(addresses[next]));
      }
      if (sum != 0) {
        LONGS.set(slab(first), index(first) + WEIGHT, sum);
        keys += end > 0 && compareKeys(addresses[end - 1], first) == 0 ? 0 : 1;
        addresses[end++] = first;
      }
    }
    count = end;
  }

  /** Drops all pairs and releases the memory. */
  void reset() {
    slabs = new byte[4][];
    slabCount = 0;
    used = 0;
    bytes = 0;
    addresses = new int[0];
    count = 0;
    keys = 0;
    memory.releaseAll();
  }

  int address(int pair) {
    return addresses[pair];
  }

  byte[] key(int address) {
    byte[] slab = slab(address);
    int from = index(address) + KEY;
    return Arrays.copyOfRange(slab, from, from + keyLength(address));
  }

  byte[] value(int address) {
    byte[] slab = slab(address);
    int from = index(address) + KEY + keyLength(address);
    return Arrays.copyOfRange(slab, from, from + valueLength(address));
  }

  long weight(int address) {
    return (long) LONGS.get(slab(address), index(address) + WEIGHT);
  }

  int keyLength(int address) {
    return (int) INTS.get(slab(address), index(address));
  }

  int valueLength(int address) {
    return (int) INTS.get(slab(address), index(address) + VALUE_LENGTH);
  }

  /**
   * Returns the eight bytes of the key from {@code depth} on, zeros where it ends, as a number that
   * is ordered as they are.
   */
  long keyPart(int address, int depth) {
    return part(slab(address), index(address) + KEY + depth, keyLength(address) - depth);
  }

  /** Returns eight bytes of the value as {@link #keyPart} does. */
  long valuePart(int address, int depth) {
    int from = index(address) + KEY + keyLength(address) + depth;
    return part(slab(address), from, valueLength(address) - depth);
  }

  int compareKeys(int a, int b) {
    int aFrom = index(a) + KEY;
    int bFrom = index(b) + KEY;
    return Arrays.compareUnsigned(
        slab(a), aFrom, aFrom + keyLength(a), slab(b), bFrom, bFrom + keyLength(b));
  }

  int compare(int a, int b) {
    int byKey = compareKeys(a, b);
    if (byKey != 0) {
      return byKey;
    }
    int aFrom = index(a) + KEY + keyLength(a);
    int bFrom = index(b) + KEY + keyLength(b);
    return Arrays.compareUnsigned(
        slab(a), aFrom, aFrom + valueLength(a), slab(b), bFrom, bFrom + valueLength(b));
  }

  private boolean isSamePair(int a, int b) {
    return keyLength(a) == keyLength(b) && valueLength(a) == valueLength(b) && compare(a, b) == 0;
  }

  private static long part(byte[] bytes, int from, int length) {
    long part;
    if (length >= Long.BYTES) {
      part = (long) ORDERED_LONGS.get(bytes, from);
    } else {
      part = 0;
      for (int i = 0; i < length; i++) {
        part |= (bytes[from + i] & 0xFFL) << (Long.SIZE - Byte.SIZE * (i + 1));
      }
    }
    return part ^ Long.MIN_VALUE;
  }

  private byte[] slab(int address) {
    return slabs[address >>> INDEX_BITS];
  }

  private static int index(int address) {
    return address & (SLAB_BYTES - 1);
  }

  private boolean makeRoom(int length, boolean isForced) {
    boolean isNewSlab = slabCount == 0 || !fits(length);
    if (isNewSlab && slabCount == MAX_SLABS && !isForced) {
      return false;
    }
    int slabBytes = isNewSlab ? newSlabBytes(length) : slabBytesFor(used + length);
    int before = isNewSlab ? 0 : slabs[slabCount - 1].length;
    int capacity =
        count < addresses.length ? addresses.length : Math.max(16, addresses.length / 2 * 3);
    long bytes = slabBytes - before + (long) (capacity - addresses.length) * BYTES_BESIDE;
    if (bytes > 0 && !memory.tryCharge(bytes)) {
      if (!isForced) {
        return false;
      }
      memory.charge(bytes);
    }
    if (isNewSlab) {
      if (slabCount == slabs.length) {
        slabs = Arrays.copyOf(slabs, 2 * slabCount);
      }
      slabs[slabCount++] = new byte[slabBytes];
      used = 0;
    } else if (slabBytes > before) {
      slabs[slabCount - 1] = Arrays.copyOf(slabs[slabCount - 1], slabBytes);
    }
    if (capacity > addresses.length) {
      addresses = Arrays.copyOf(addresses, capacity);
    }
    return true;
  }

  /** Returns whether the last slab, as large as it may become, has room for a pair. */
  private boolean fits(int length) {
    int limit = Math.max(SLAB_BYTES, slabs[slabCount - 1].length);
    return length <= limit - used && used < SLAB_BYTES;
  }

  private int newSlabBytes(int length) {
    return Math.max(length, slabCount == 0 ? FIRST_SLAB_BYTES : SLAB_BYTES);
  }

  /** Returns the size that the last slab grows to, to hold so many bytes. */
  private int slabBytesFor(int needed) {
    int size = slabs[slabCount - 1].length;
    return needed <= size ? size : Math.max(needed, Math.min(SLAB_BYTES, 2 * size));
  }
}
