// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map that are on the heap: what was put and removed since the last segment was
 * written. Thread-confined.
 *
 * <p>It is a hash table. The order is only made when it is asked for: for a part of the keys it is
 * kept from then on, as who asks for parts does that often.
 */
final class Memtable {
  private static final int MIN_SLOTS = 16;
  private static final int ARRAY_HEADER_BYTES = 16;

  /** An entry and its share of the table. */
  private static final int ENTRY_BYTES = 48 + 8;

  /** What an entry takes in addition while the order is kept. */
  private static final int ORDER_BYTES = 40;

  private static final Comparator<Entry> ORDER =
      (left, right) -> {
        if (left.partition != right.partition) {
          return Integer.compare(left.partition, right.partition);
        }
        int order = Long.compareUnsigned(left.head, right.head);
        return order != 0 ? order : Arrays.compareUnsigned(left.key, right.key);
      };

  private final long map;
  private Entry[] table = new Entry[MIN_SLOTS];
  private int size;
  private @Nullable TreeMap<Entry, Entry> ordered;

  /** All entries in order, once they do not change any more; for one thread only. */
  private Entry @Nullable [] frozenOrder;

  Memtable(long map) {
    this.map = map;
  }

  /** A key and its latest value; null if it was removed. */
  static final class Entry {
    private final long hash;
    private final long head;
    private final int partition;
    private final byte[] key;
    private byte @Nullable [] value;
    private @Nullable Entry next;

    private Entry(long hash, int partition, byte[] key) {
      this.hash = hash;
      this.partition = partition;
      this.key = key;
      this.head = head(key);
    }

    int partition() {
      return partition;
    }

    byte[] key() {
      return key;
    }

    byte @Nullable [] value() {
      return value;
    }

    private boolean is(long hash, int partition, byte[] key) {
      return this.hash == hash && this.partition == partition && Arrays.equals(this.key, key);
    }

    /** Returns the first eight bytes, with zeros behind a shorter key. */
    private static long head(byte[] key) {
      long head = 0;
      int count = Math.min(key.length, Long.BYTES);
      for (int i = 0; i < count; i++) {
        head |= (key[i] & 0xFFL) << (Long.SIZE - Byte.SIZE * (i + 1));
      }
      return head;
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  @Nullable Entry find(long hash, int partition, byte[] key) {
    for (Entry each = table[slot(hash)]; each != null; each = each.next) {
      if (each.is(hash, partition, key)) {
        return each;
      }
    }
    return null;
  }

  /**
   * Puts a value, null for one that was removed; returns by how many bytes the heap has grown,
   * negative if it takes less.
   */
  long put(long hash, int partition, byte[] key, byte @Nullable [] value) {
    Entry found = find(hash, partition, key);
    if (found != null) {
      long before = heapBytes(found.value);
      found.value = value;
      return heapBytes(value) - before;
    }
    if (size == table.length - table.length / 4) {
      grow();
    }
    Entry added = new Entry(hash, partition, key);
    added.value = value;
    int slot = slot(hash);
    added.next = table[slot];
    table[slot] = added;
    size++;
    if (ordered != null) {
      ordered.put(added, added);
    }
    return heapBytes(added);
  }

  /** Forgets a key; returns how many bytes of the heap are free then. */
  long drop(long hash, int partition, byte[] key) {
    int slot = slot(hash);
    Entry before = null;
    for (Entry each = table[slot]; each != null; each = each.next) {
      if (each.is(hash, partition, key)) {
        if (before == null) {
          table[slot] = each.next;
        } else {
          before.next = each.next;
        }
        size--;
        if (ordered != null) {
          ordered.remove(each);
        }
        return heapBytes(each);
      }
      before = each;
    }
    return 0;
  }

  /** Keeps the order from here on; returns by how many bytes the heap has grown. */
  long keepOrder() {
    if (ordered != null) {
      return 0;
    }
    TreeMap<Entry, Entry> tree = new TreeMap<>(ORDER);
    for (Entry each : sorted()) {
      tree.put(each, each);
    }
    ordered = tree;
    return (long) size * ORDER_BYTES;
  }

  /** Returns all entries in order. */
  Entry[] sorted() {
    if (ordered != null) {
      return ordered.values().toArray(new Entry[0]);
    }
    Entry[] all = new Entry[size];
    int count = 0;
    for (Entry chain : table) {
      for (Entry each = chain; each != null; each = each.next) {
        all[count++] = each;
      }
    }
    Arrays.sort(all, ORDER);
    return all;
  }

  /** Returns a cursor over all entries; what is put later does not show. */
  EntryCursor cursor() {
    return new MemtableCursor(map, Arrays.asList(sorted()).iterator(), null, new byte[0]);
  }

  /**
   * Returns a cursor over the entries of a partition whose keys begin with a prefix, while {@link
   * #keepOrder the order is kept}.
   */
  EntryCursor cursor(int partition, byte[] prefix) {
    TreeMap<Entry, Entry> tree = ordered;
    if (tree == null) {
      throw new IllegalStateException("The order is not kept");
    }
    return new MemtableCursor(
        map, tree.tailMap(new Entry(0, partition, prefix)).keySet().iterator(), partition, prefix);
  }

  /**
   * Returns a cursor over the entries of a partition whose keys begin with a prefix. For a table
   * that does not change any more, and which another thread may read: it is left as it is.
   */
  EntryCursor frozenCursor(int partition, byte[] prefix) {
    Entry[] all = frozenOrder == null ? sorted() : frozenOrder;
    frozenOrder = all;
    int from = Arrays.binarySearch(all, new Entry(0, partition, prefix), ORDER);
    return new MemtableCursor(
        map,
        Arrays.asList(all).subList(from < 0 ? -from - 1 : from, all.length).iterator(),
        partition,
        prefix);
  }

  private int slot(long hash) {
    return (int) (hash >>> 7) & (table.length - 1);
  }

  private long heapBytes(Entry entry) {
    return ENTRY_BYTES
        + (ordered != null ? ORDER_BYTES : 0)
        + heapBytes(entry.key)
        + heapBytes(entry.value);
  }

  private static long heapBytes(byte @Nullable [] bytes) {
    return bytes == null ? 0 : ARRAY_HEADER_BYTES + ((bytes.length + 7L) & ~7L);
  }

  private void grow() {
    Entry[] before = table;
    table = new Entry[2 * before.length];
    for (Entry chain : before) {
      Entry each = chain;
      while (each != null) {
        Entry next = each.next;
        int slot = slot(each.hash);
        each.next = table[slot];
        table[slot] = each;
        each = next;
      }
    }
  }
}
