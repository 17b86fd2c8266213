// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.SplittableRandom;

/**
 * Sorts the addresses of pairs by key and then by value, in place.
 *
 * <p>Cost: O(n log n) comparisons of numbers, and those of O(1) bytes for each eight bytes that
 * neighbours in the order have in common.
 */
final class PairSorter {
  /*
   * Quicksort with three parts by the next eight bytes of the key as a number ("multikey
   * quicksort", Bentley and Sedgewick 1997, with eight bytes in the place of one). Pairs that have
   * these in common are sorted by the eight after them, then by those of the value. Where only some
   * of them end within the eight bytes, whether they are equal shows only in a comparison of all.
   * Many numbers are divided by the first eight bits in which they differ, before that.
   */
  private static final int SMALL = 16;
  private static final int MAX_DEPTH = 512;
  private static final int MANY = 1 << 10;
  private static final int DIGIT_BITS = 8;
  private static final int DIGITS = 1 << DIGIT_BITS;

  private final PairBuffer pairs;
  private final int[] addresses;
  private final SplittableRandom random = new SplittableRandom(1);
  private long[] parts = {};

  PairSorter(PairBuffer pairs, int[] addresses) {
    this.pairs = pairs;
    this.addresses = addresses;
  }

  /** Sorts the first so many addresses. */
  void sort(int count) {
    parts = new long[count];
    sortByKey(0, count, 0);
  }

  private void sortByKey(int from, int to, int depth) {
    if (to - from <= SMALL) {
      insertionSort(from, to);
      return;
    }
    for (int i = from; i < to; i++) {
      parts[i] = pairs.keyPart(addresses[i], depth);
    }
    sortParts(from, to);
    int fetched = from;
    for (int first = from; first < to; ) {
      if (first >= fetched) {
        fetched = pairs.fetch(first, to);
      }
      int end = endOfEqual(first, to);
      if (end - first > SMALL) {
        sortEqualKeyParts(first, end, depth + Long.BYTES);
      } else {
        insertionSort(first, end);
      }
      first = end;
    }
  }

  private void sortEqualKeyParts(int from, int to, int depth) {
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = from; i < to; i++) {
      int length = pairs.keyLength(addresses[i]);
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
    }
    if (shortest == longest && longest <= depth) {
      sortByValue(from, to, 0);
    } else if (shortest >= depth && depth < MAX_DEPTH) {
      sortByKey(from, to, depth);
    } else {
      comparisonSort(from, to);
    }
  }

  private void sortByValue(int from, int to, int depth) {
    if (to - from <= SMALL) {
      insertionSort(from, to);
      return;
    }
    for (int i = from; i < to; i++) {
      parts[i] = pairs.valuePart(addresses[i], depth);
    }
    sortParts(from, to);
    for (int first = from; first < to; ) {
      int end = endOfEqual(first, to);
      if (end - first > 1) {
        sortEqualValueParts(first, end, depth + Long.BYTES);
      }
      first = end;
    }
  }

  private void sortEqualValueParts(int from, int to, int depth) {
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int i = from; i < to; i++) {
      int length = pairs.valueLength(addresses[i]);
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
    }
    if (shortest == longest && longest <= depth) {
      return; // They are equal.
    }
    if (shortest >= depth && depth < MAX_DEPTH) {
      sortByValue(from, to, depth);
    } else {
      comparisonSort(from, to);
    }
  }

  private int endOfEqual(int first, int to) {
    int end = first + 1;
    while (end < to && parts[end] == parts[first]) {
      end++;
    }
    return end;
  }

  private void sortParts(int from, int to) {
    long differing = 0;
    for (int i = from + 1; i < to && to - from > MANY; i++) {
      differing |= parts[i] ^ parts[from];
    }
    if (differing == 0) {
      quicksort(from, to);
      return;
    }
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(differing) - DIGIT_BITS);
    int[] ends = divide(from, to, shift);
    for (int digit = 0, first = from; digit < DIGITS; first = ends[digit++]) {
      sortParts(first, ends[digit]);
    }
  }

  /** Divides parts that differ in no higher bits by a digit; returns where those of each end. */
  private int[] divide(int from, int to, int shift) {
    int[] ends = new int[DIGITS];
    for (int i = from; i < to; i++) {
      ends[digit(i, shift)]++;
    }
    int[] next = new int[DIGITS];
    for (int digit = 0, end = from; digit < DIGITS; digit++) {
      next[digit] = end;
      end += ends[digit];
      ends[digit] = end;
    }
    for (int digit = 0; digit < DIGITS; digit++) {
      while (next[digit] < ends[digit]) {
        int other = digit(next[digit], shift);
        if (other == digit) {
          next[digit]++;
        } else {
          swap(next[digit], next[other]++);
        }
      }
    }
    return ends;
  }

  private int digit(int i, int shift) {
    return (int) ((parts[i] ^ Long.MIN_VALUE) >>> shift) & (DIGITS - 1);
  }

  private void quicksort(int start, int end) {
    int from = start;
    int to = end;
    while (to - from > SMALL) {
      long pivot = median(parts[pick(from, to)], parts[pick(from, to)], parts[pick(from, to)]);
      int less = from;
      int greater = to;
      for (int i = from; i < greater; ) {
        if (parts[i] < pivot) {
          swap(i++, less++);
        } else if (parts[i] > pivot) {
          swap(i, --greater);
        } else {
          i++;
        }
      }
      // The smaller side first, so that the stack stays small.
      if (less - from < to - greater) {
        quicksort(from, less);
        from = greater;
      } else {
        quicksort(greater, to);
        to = less;
      }
    }
    for (int i = from + 1; i < to; i++) {
      for (int j = i; j > from && parts[j] < parts[j - 1]; j--) {
        swap(j, j - 1);
      }
    }
  }

  private void comparisonSort(int start, int end) {
    int from = start;
    int to = end;
    while (to - from > SMALL) {
      int pivot = addresses[pick(from, to)];
      int less = from;
      int greater = to;
      for (int i = from; i < greater; ) {
        int order = pairs.compare(addresses[i], pivot);
        if (order < 0) {
          swap(i++, less++);
        } else if (order > 0) {
          swap(i, --greater);
        } else {
          i++;
        }
      }
      if (less - from < to - greater) {
        comparisonSort(from, less);
        from = greater;
      } else {
        comparisonSort(greater, to);
        to = less;
      }
    }
    insertionSort(from, to);
  }

  private void insertionSort(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moved = addresses[i];
      int j = i;
      for (; j > from && pairs.compare(moved, addresses[j - 1]) < 0; j--) {
        addresses[j] = addresses[j - 1];
      }
      addresses[j] = moved;
    }
  }

  private int pick(int from, int to) {
    return random.nextInt(from, to);
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  private void swap(int i, int j) {
    long part = parts[i];
    parts[i] = parts[j];
    parts[j] = part;
    int address = addresses[i];
    addresses[i] = addresses[j];
    addresses[j] = address;
  }
}
