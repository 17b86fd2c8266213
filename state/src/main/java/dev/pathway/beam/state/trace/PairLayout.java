// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How a pair with its weight lies in an array: a head, the key, the value. The head is a number, in
 * its lowest bits the weight in 7, above them the lengths of the value and the key in 12 each; or
 * it is negative, and the lengths and the weight follow it in full.
 */
final class PairLayout {
  private static final int WEIGHT_BITS = 7;
  private static final int LENGTH_BITS = 12;
  private static final int KEY_SHIFT = WEIGHT_BITS + LENGTH_BITS;
  private static final int MAX_SMALL_LENGTH = (1 << LENGTH_BITS) - 1;
  private static final int WEIGHT_SHIFT = Integer.SIZE - WEIGHT_BITS;
  private static final int LARGE = -1;

  private static final int HEAD_BYTES = Integer.BYTES;
  private static final int KEY_LENGTH = HEAD_BYTES;
  private static final int VALUE_LENGTH = KEY_LENGTH + Integer.BYTES;
  private static final int WEIGHT = VALUE_LENGTH + Integer.BYTES;
  private static final int LARGE_HEAD_BYTES = WEIGHT + Long.BYTES;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private PairLayout() {}

  /**
   * Returns the bytes of a pair.
   *
   * @throws ArithmeticException if they are more than an array has
   */
  static int length(int keyLength, int valueLength, long weight) {
    int head = isSmall(keyLength, valueLength, weight) ? HEAD_BYTES : LARGE_HEAD_BYTES;
    return Math.addExact(Math.addExact(head, keyLength), valueLength);
  }

  /** Writes a head; returns where the key begins, behind which the value is to be. */
  static int writeHead(byte[] array, int at, int keyLength, int valueLength, long weight) {
    if (isSmall(keyLength, valueLength, weight)) {
      int weightBits = (int) weight & (1 << WEIGHT_BITS) - 1;
      INTS.set(array, at, keyLength << KEY_SHIFT | valueLength << WEIGHT_BITS | weightBits);
      return at + HEAD_BYTES;
    }
    INTS.set(array, at, LARGE);
    INTS.set(array, at + KEY_LENGTH, keyLength);
    INTS.set(array, at + VALUE_LENGTH, valueLength);
    LONGS.set(array, at + WEIGHT, weight);
    return at + LARGE_HEAD_BYTES;
  }

  /** Changes the weight of a pair; returns whether there is room for it in its head. */
  static boolean changeWeight(byte[] array, int at, long weight) {
    int head = head(array, at);
    if (head >= 0 && !isSmall(keyLength(array, at), valueLength(array, at), weight)) {
      return false;
    }
    if (head >= 0) {
      writeHead(array, at, keyLength(array, at), valueLength(array, at), weight);
    } else {
      LONGS.set(array, at + WEIGHT, weight);
    }
    return true;
  }

  /** Returns the length of the key of the pair at an index. */
  static int keyLength(byte[] array, int at) {
    int head = head(array, at);
    return head >= 0 ? head >>> KEY_SHIFT : (int) INTS.get(array, at + KEY_LENGTH);
  }

  /** Returns the length of its value. */
  static int valueLength(byte[] array, int at) {
    int head = head(array, at);
    return head >= 0
        ? head >>> WEIGHT_BITS & MAX_SMALL_LENGTH
        : (int) INTS.get(array, at + VALUE_LENGTH);
  }

  /** Returns its weight. */
  static long weight(byte[] array, int at) {
    int head = head(array, at);
    return head >= 0 ? head << WEIGHT_SHIFT >> WEIGHT_SHIFT : (long) LONGS.get(array, at + WEIGHT);
  }

  /** Returns where its key begins. */
  static int key(byte[] array, int at) {
    return at + (head(array, at) >= 0 ? HEAD_BYTES : LARGE_HEAD_BYTES);
  }

  /** Returns its first bytes: lengths and weight, if these are small. */
  static int head(byte[] array, int at) {
    return (int) INTS.get(array, at);
  }

  private static boolean isSmall(int keyLength, int valueLength, long weight) {
    // The highest bit of the key's length would make the head negative.
    return keyLength <= MAX_SMALL_LENGTH
        && valueLength <= MAX_SMALL_LENGTH
        && (int) weight == weight
        && (int) weight << WEIGHT_SHIFT >> WEIGHT_SHIFT == weight;
  }
}
