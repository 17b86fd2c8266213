// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up how many bytes of keys, values and weights a segment has of each arrangement, as its
 * records are written in their order. Thread-confined.
 */
final class ArrangementBytes {
  private static final int NONE = -1;

  private final Map<Integer, Long> bytes = new TreeMap<>();
  private int number = NONE;
  private long written;

  /** Counts a record, whose key begins with the number of its arrangement. */
  void add(byte[] recordKey, long rest) {
    int next = Arrangements.number(recordKey);
    if (next != number) {
      endArrangement();
      number = next;
    }
    written += recordKey.length + rest;
  }

  private void endArrangement() {
    if (number != NONE) {
      bytes.merge(number, written, Long::sum);
    }
    written = 0;
  }

  /** Returns the bytes by the numbers of the arrangements, once all records are written. */
  Map<Integer, Long> total() {
    endArrangement();
    number = NONE;
    return Map.copyOf(bytes);
  }
}
