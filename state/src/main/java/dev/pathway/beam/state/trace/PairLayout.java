// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How a pair with its weight lies in an array: a head, the key, the value.
 *
 * <p>The head begins with a number. If it is not negative, it has in its lowest bits the weight in
 * 7, above them the lengths of the value and the key in 12 each. Otherwise the weight follows it,
 * and it has the lengths alone; or it is -1, and the lengths follow it, too.
 */
final class PairLayout {
  private static final int WEIGHT_BITS = 7;
  private static final int LENGTH_BITS = 12;
  private static final int KEY_SHIFT = WEIGHT_BITS + LENGTH_BITS;
  private static final int MAX_SMALL_LENGTH = (1 << LENGTH_BITS) - 1;
  private static final int WEIGHT_SHIFT = Integer.SIZE - WEIGHT_BITS;
  private static final int LARGE = -1;

  private static final int SMALL_BYTES = Integer.BYTES;
  private static final int WEIGHT = SMALL_BYTES;
  private static final int WEIGHTY_BYTES = WEIGHT + Long.BYTES;
  private static final int KEY_LENGTH = WEIGHTY_BYTES;
  private static final int VALUE_LENGTH = KEY_LENGTH + Integer.BYTES;
  private static final int LARGE_BYTES = VALUE_LENGTH + Integer.BYTES;

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
    int head = headBytes(newHead(keyLength, valueLength, weight));
    return Math.addExact(Math.addExact(head, keyLength), valueLength);
  }

  /** Writes a head; returns where the key begins, behind which the value is to be. */
  static int writeHead(byte[] array, int at, int keyLength, int valueLength, long weight) {
    int head = newHead(keyLength, valueLength, weight);
    INTS.set(array, at, head);
    if (head < 0) {
      LONGS.set(array, at + WEIGHT, weight);
    }
    if (head == LARGE) {
      INTS.set(array, at + KEY_LENGTH, keyLength);
      INTS.set(array, at + VALUE_LENGTH, valueLength);
    }
    return at + headBytes(head);
  }

  /** Changes the weight of a pair; returns whether there is room for it in its head. */
  static boolean changeWeight(byte[] array, int at, long weight) {
    if (head(array, at) < 0) {
      LONGS.set(array, at + WEIGHT, weight);
      return true;
    }
    int head = newHead(keyLength(array, at), valueLength(array, at), weight);
    if (head >= 0) {
      INTS.set(array, at, head);
    }
    return head >= 0;
  }

  /** Returns the length of the key of the pair at an index. */
  static int keyLength(byte[] array, int at) {
    int head = head(array, at);
    if (head >= 0) {
      return head >>> KEY_SHIFT;
    }
    return head == LARGE
        ? (int) INTS.get(array, at + KEY_LENGTH)
        : head >>> LENGTH_BITS & MAX_SMALL_LENGTH;
  }

  /** Returns the length of its value. */
  static int valueLength(byte[] array, int at) {
    int head = head(array, at);
    if (head >= 0) {
      return head >>> WEIGHT_BITS & MAX_SMALL_LENGTH;
    }
    return head == LARGE ? (int) INTS.get(array, at + VALUE_LENGTH) : head & MAX_SMALL_LENGTH;
  }

  /** Returns its weight. */
  static long weight(byte[] array, int at) {
    int head = head(array, at);
    return head >= 0 ? head << WEIGHT_SHIFT >> WEIGHT_SHIFT : (long) LONGS.get(array, at + WEIGHT);
  }

  /** Returns where its key begins. */
  static int key(byte[] array, int at) {
    return at + headBytes(head(array, at));
  }

  /** Returns the number that its head begins with. */
  static int head(byte[] array, int at) {
    return (int) INTS.get(array, at);
  }

  private static int headBytes(int head) {
    if (head >= 0) {
      return SMALL_BYTES;
    }
    return head == LARGE ? LARGE_BYTES : WEIGHTY_BYTES;
  }

  private static int newHead(int keyLength, int valueLength, long weight) {
    if (keyLength > MAX_SMALL_LENGTH || valueLength > MAX_SMALL_LENGTH) {
      return LARGE;
    }
    int small = (int) weight << WEIGHT_SHIFT;
    return small >> WEIGHT_SHIFT == weight
        ? keyLength << KEY_SHIFT | valueLength << WEIGHT_BITS | small >>> WEIGHT_SHIFT
        : Integer.MIN_VALUE | keyLength << LENGTH_BITS | valueLength;
  }
}
