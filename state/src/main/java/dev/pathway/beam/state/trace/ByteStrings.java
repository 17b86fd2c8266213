// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.Arrays;
import java.util.List;

/** Strings of bytes, one behind the other in one array. Immutable. */
final class ByteStrings {
  private final byte[] bytes;
  private final int[] starts;

  private ByteStrings(byte[] bytes, int[] starts) {
    this.bytes = bytes;
    this.starts = starts;
  }

  /**
   * Copies the strings.
   *
   * @throws ArithmeticException if they are longer than an array can be
   */
  static ByteStrings copyOf(List<byte[]> strings) {
    int[] starts = new int[strings.size() + 1];
    for (int i = 0; i < strings.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], strings.get(i).length);
    }
    byte[] bytes = new byte[starts[strings.size()]];
    for (int i = 0; i < strings.size(); i++) {
      System.arraycopy(strings.get(i), 0, bytes, starts[i], strings.get(i).length);
    }
    return new ByteStrings(bytes, starts);
  }

  /** Returns the number of strings. */
  int count() {
    return starts.length - 1;
  }

  /** Returns a copy of a string. */
  byte[] get(int index) {
    return Arrays.copyOfRange(bytes, starts[index], starts[index + 1]);
  }

  /** Compares a string with another, by unsigned bytes. */
  int compare(int index, byte[] other) {
    return Arrays.compareUnsigned(bytes, starts[index], starts[index + 1], other, 0, other.length);
  }

  /**
   * Returns the index, within sorted strings from {@code from} on, of the first one that is not
   * less than the given one.
   */
  int firstNotLess(byte[] string, int from) {
    int low = from;
    int high = count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, string) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
