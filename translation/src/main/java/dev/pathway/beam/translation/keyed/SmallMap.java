// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A map that mostly has one or two entries, of which there are as many as there are keys in a
 * stream: entries are in an array, and are searched one by one, until there are too many. One
 * thread only.
 */
final class SmallMap<K, V> {
  private static final int MAX_SEARCHED = 8;
  private static final Object[] NONE = {};

  /** Each key, and behind it its value. */
  private Object[] entries = NONE;

  private int size;
  private @Nullable Map<K, V> large;

  boolean isEmpty() {
    return large == null ? size == 0 : large.isEmpty();
  }

  @Nullable V get(K key) {
    if (large != null) {
      return large.get(key);
    }
    int index = find(key);
    return index < 0 ? null : value(index);
  }

  void put(K key, V value) {
    if (large == null && find(key) < 0 && size == MAX_SEARCHED) {
      Map<K, V> all = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        all.put(key(i), value(i));
      }
      large = all;
      entries = NONE;
      size = 0;
    }
    if (large != null) {
      large.put(key, value);
      return;
    }
    int index = find(key);
    if (index < 0) {
      index = size++;
      if (2 * size > entries.length) {
        entries = Arrays.copyOf(entries, Math.max(2, 2 * entries.length));
      }
      entries[2 * index] = key;
    }
    entries[2 * index + 1] = value;
  }

  /** Removes an entry and returns its value, or null if there was none. */
  @Nullable V remove(K key) {
    if (large != null) {
      return large.remove(key);
    }
    int index = find(key);
    if (index < 0) {
      return null;
    }
    V value = value(index);
    size--;
    System.arraycopy(entries, 2 * (index + 1), entries, 2 * index, 2 * (size - index));
    if (size == 0) {
      entries = NONE;
    } else {
      Arrays.fill(entries, 2 * size, 2 * size + 2, null);
    }
    return value;
  }

  /** Returns the key that has been there longest, or null if there is none. */
  @Nullable K firstKey() {
    if (isEmpty()) {
      return null;
    }
    return large == null ? key(0) : large.keySet().iterator().next();
  }

  /** Returns the values there are now, in the order in which their keys came. */
  List<V> values() {
    if (large != null) {
      return List.copyOf(large.values());
    }
    List<V> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(value(i));
    }
    return values;
  }

  /** Takes an entry. */
  interface EntryConsumer<K, V> {
    void accept(K key, V value) throws IOException;
  }

  /** Hands out all entries in the order in which their keys came; copies nothing. */
  void forEach(EntryConsumer<K, V> consumer) throws IOException {
    if (large != null) {
      for (Map.Entry<K, V> entry : large.entrySet()) {
        consumer.accept(entry.getKey(), entry.getValue());
      }
    }
    for (int i = 0; i < size; i++) {
      consumer.accept(key(i), value(i));
    }
  }

  /** Returns whether a condition is true of all values; copies nothing. */
  boolean allMatch(Predicate<V> condition) {
    if (large != null) {
      return large.values().stream().allMatch(condition);
    }
    for (int i = 0; i < size; i++) {
      if (!condition.test(value(i))) {
        return false;
      }
    }
    return true;
  }

  private int find(K key) {
    for (int i = 0; i < size; i++) {
      if (entries[2 * i].equals(key)) {
        return i;
      }
    }
    return -1;
  }

  @SuppressWarnings("unchecked") // keys are at even indexes
  private K key(int index) {
    return (K) entries[2 * index];
  }

  @SuppressWarnings("unchecked") // values are at odd indexes
  private V value(int index) {
    return (V) entries[2 * index + 1];
  }
}
