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
 * <p>A pair lies in one array, as {@link PairLayout} says. Its <i>address</i> is the number of the
 * array and the index in it. All memory is charged, that for sorting ahead. Thread-confined until
 * it does not change any more.
 */
final class PairBuffer {
  private static final int INDEX_BITS = 19;
  private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;

  /**
   * Less, with its header, than half a region of the garbage collector: it handles others apart.
   */
  private static final int SLAB_BYTES = (1 << INDEX_BITS) - 64;

  private static final int FIRST_SLAB_BYTES = 1 << 10;
  private static final int MAX_SLABS = 1 << (Integer.SIZE - INDEX_BITS);

  /** What the caches of a processor hold well enough. */
  private static final int MAX_SCATTERED_SLABS = 2;

  private static final int FETCHED = 64;

  /** For each pair a prefix while it is sorted. */
  private static final int BYTES_TO_SORT = Long.BYTES;

  /** For each pair its address, and the prefix. */
  private static final int BYTES_BESIDE = Integer.BYTES + BYTES_TO_SORT;

  private static final VarHandle ORDERED_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final MemoryAccount memory;
  private byte[][] slabs = new byte[4][];
  private int slabCount;
  private int used;
  private long bytes;
  private int[] addresses = {};
  private int count;

  /** Once the pairs are sorted, a bit for each that is the first of its key. */
  private long[] firstOfKey = {};

  private int keys;

  /** Has no meaning, but that what {@link #fetch} reads is used: it would not be read otherwise. */
  @SuppressWarnings("UnusedVariable")
  private int lastFetched;

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
    int length = PairLayout.length(key.length, value.length, weight);
    if (!makeRoom(length, isForced)) {
      return false;
    }
    byte[] slab = slabs[slabCount - 1];
    int at = PairLayout.writeHead(slab, used, key.length, value.length, weight);
    System.arraycopy(key, 0, slab, at, key.length);
    System.arraycopy(value, 0, slab, at + key.length, value.length);
    addresses[count++] = addBytes(length);
    return true;
  }

  /**
   * Sorts the pairs by key and then by value, adds up the weights of equal ones, drops zeros. If
   * there is memory for it, they then lie in memory in their order.
   */
  void consolidate() {
    new PairSorter(this, addresses).sort(count);
    memory.release((long) addresses.length * BYTES_TO_SORT);
    firstOfKey = new long[count / Long.SIZE + 1];
    memory.charge((long) firstOfKey.length * Long.BYTES);
    byte[][] from = slabs;
    boolean isPacked = startPacking();
    int end = 0;
    int next = 0;
    int fetched = 0;
    keys = 0;
    while (next < count) {
      fetched = next < fetched ? fetched : fetch(from, next, count);
      int first = addresses[next++];
      long sum = weight(from, first);
      for (; next < count && isSamePair(from, first, addresses[next]); next++) {
        sum = Math.addExact(sum, weight(from, addresses[next]));
      }
      if (sum != 0) {
        addresses[end] = keep(from[first >>> INDEX_BITS], first, sum, isPacked);
        if (end == 0 || compareKeys(addresses[end - 1], addresses[end]) != 0) {
          firstOfKey[end / Long.SIZE] |= 1L << end;
          keys++;
        }
        end++;
      }
    }
    count = end;
    for (int i = 0; isPacked && i < from.length && from[i] != null; i++) {
      memory.release(from[i].length);
    }
  }

  /**
   * Reads something of pairs that are needed soon, all at a time: the processor fetches one from
   * memory while it waits for another, which it cannot where each is worked on in turn.
   *
   * @param from the first of the pairs
   * @param to where they end at the latest
   * @return where they end
   */
  int fetch(int from, int to) {
    return fetch(slabs, from, to);
  }

  private int fetch(byte[][] from, int first, int to) {
    int end = Math.min(to, first + FETCHED);
    int all = 0;
    for (int i = first; i < end; i++) {
      all ^= PairLayout.head(from[addresses[i] >>> INDEX_BITS], index(addresses[i]));
    }
    lastFetched = all;
    return end;
  }

  /**
   * Makes room for all pairs once more; returns whether there is memory for it, and so many pairs
   * that it is worth it: reading them in their order jumps from place to place otherwise.
   */
  private boolean startPacking() {
    if (slabCount <= MAX_SCATTERED_SLABS
        || slabCount > MAX_SLABS / 2
        || !memory.tryCharge(bytes + SLAB_BYTES)) {
      return false;
    }
    memory.release(bytes + SLAB_BYTES);
    slabs = new byte[slabCount][];
    slabCount = 0;
    used = 0;
    bytes = 0;
    return true;
  }

  /** Gives a pair its weight, in another place if it must be; returns its address. */
  private int keep(byte[] slab, int address, long weight, boolean isPacked) {
    int at = index(address);
    if (!isPacked && PairLayout.changeWeight(slab, at, weight)) {
      return address;
    }
    int keyLength = PairLayout.keyLength(slab, at);
    int valueLength = PairLayout.valueLength(slab, at);
    int length = PairLayout.length(keyLength, valueLength, weight);
    if (slabCount == 0 || used >= SLAB_BYTES || length > slabs[slabCount - 1].length - used) {
      addSlab(Math.max(length, SLAB_BYTES));
      memory.charge(slabs[slabCount - 1].length);
    }
    byte[] target = slabs[slabCount - 1];
    int key = PairLayout.writeHead(target, used, keyLength, valueLength, weight);
    System.arraycopy(slab, PairLayout.key(slab, at), target, key, keyLength + valueLength);
    return addBytes(length);
  }

  /** Counts the bytes of a pair, which were written; returns its address. */
  private int addBytes(int length) {
    int address = (slabCount - 1) << INDEX_BITS | used;
    used += length;
    bytes += length;
    return address;
  }

  /** Drops all pairs and releases the memory. */
  void reset() {
    slabs = new byte[4][];
    slabCount = 0;
    used = 0;
    bytes = 0;
    addresses = new int[0];
    count = 0;
    firstOfKey = new long[0];
    keys = 0;
    memory.releaseAll();
  }

  int address(int pair) {
    return addresses[pair];
  }

  /** Returns whether the pair, of those in their order, is the first of its key. */
  boolean isFirstOfKey(int pair) {
    return (firstOfKey[pair / Long.SIZE] & 1L << pair) != 0;
  }

  byte[] key(int address) {
    byte[] slab = slab(address);
    int from = PairLayout.key(slab, index(address));
    return Arrays.copyOfRange(slab, from, from + keyLength(address));
  }

  byte[] value(int address) {
    byte[] slab = slab(address);
    int from = PairLayout.key(slab, index(address)) + keyLength(address);
    return Arrays.copyOfRange(slab, from, from + valueLength(address));
  }

  long weight(int address) {
    return weight(slabs, address);
  }

  private static long weight(byte[][] slabs, int address) {
    return PairLayout.weight(slabs[address >>> INDEX_BITS], index(address));
  }

  int keyLength(int address) {
    return PairLayout.keyLength(slab(address), index(address));
  }

  int valueLength(int address) {
    return PairLayout.valueLength(slab(address), index(address));
  }

  /**
   * Returns the eight bytes of the key from {@code depth} on, zeros where it ends, as a number that
   * is ordered as they are.
   */
  long keyPart(int address, int depth) {
    byte[] slab = slab(address);
    int from = PairLayout.key(slab, index(address));
    return part(slab, from + depth, keyLength(address) - depth);
  }

  /** Returns eight bytes of the value as {@link #keyPart} does. */
  long valuePart(int address, int depth) {
    byte[] slab = slab(address);
    int from = PairLayout.key(slab, index(address)) + keyLength(address);
    return part(slab, from + depth, valueLength(address) - depth);
  }

  int compareKeys(int a, int b) {
    byte[] aSlab = slab(a);
    byte[] bSlab = slab(b);
    int aFrom = PairLayout.key(aSlab, index(a));
    int bFrom = PairLayout.key(bSlab, index(b));
    return Arrays.compareUnsigned(
        aSlab, aFrom, aFrom + keyLength(a), bSlab, bFrom, bFrom + keyLength(b));
  }

  int compare(int a, int b) {
    int byKey = compareKeys(a, b);
    if (byKey != 0) {
      return byKey;
    }
    byte[] aSlab = slab(a);
    byte[] bSlab = slab(b);
    int aFrom = PairLayout.key(aSlab, index(a)) + keyLength(a);
    int bFrom = PairLayout.key(bSlab, index(b)) + keyLength(b);
    return Arrays.compareUnsigned(
        aSlab, aFrom, aFrom + valueLength(a), bSlab, bFrom, bFrom + valueLength(b));
  }

  private static boolean isSamePair(byte[][] slabs, int a, int b) {
    byte[] aSlab = slabs[a >>> INDEX_BITS];
    byte[] bSlab = slabs[b >>> INDEX_BITS];
    int aFrom = index(a);
    int bFrom = index(b);
    int keyLength = PairLayout.keyLength(aSlab, aFrom);
    int valueLength = PairLayout.valueLength(aSlab, aFrom);
    if (keyLength != PairLayout.keyLength(bSlab, bFrom)
        || valueLength != PairLayout.valueLength(bSlab, bFrom)) {
      return false;
    }
    int aKey = PairLayout.key(aSlab, aFrom);
    int bKey = PairLayout.key(bSlab, bFrom);
    int length = keyLength + valueLength;
    return Arrays.equals(aSlab, aKey, aKey + length, bSlab, bKey, bKey + length);
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
    return address & INDEX_MASK;
  }

  private boolean makeRoom(int length, boolean isForced) {
    boolean isNewSlab = slabCount == 0 || !fits(length);
    // Pairs that get another weight, or are moved, need as much room again.
    if (isNewSlab && slabCount >= MAX_SLABS / 2 && !isForced) {
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
      addSlab(slabBytes);
    } else if (slabBytes > before) {
      slabs[slabCount - 1] = Arrays.copyOf(slabs[slabCount - 1], slabBytes);
    }
    if (capacity > addresses.length) {
      addresses = Arrays.copyOf(addresses, capacity);
    }
    return true;
  }

  private void addSlab(int slabBytes) {
    if (slabCount == MAX_SLABS) {
      throw new IllegalStateException("There are more pairs than addresses for them");
    }
    if (slabCount == slabs.length) {
      slabs = Arrays.copyOf(slabs, 2 * slabCount);
    }
    slabs[slabCount++] = new byte[slabBytes];
    used = 0;
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
