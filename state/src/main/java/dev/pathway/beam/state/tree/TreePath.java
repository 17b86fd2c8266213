// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.tree;

import java.util.Arrays;

/**
 * The place of a part in the tree of its group: the inputs whose buckets begin with so many digits.
 *
 * @param depth the number of digits, 0 for the whole group
 * @param first the first of the part's buckets: its digits, then zeros
 */
record TreePath(int depth, int first) {
  /** Into how many parts a part is divided. */
  static final int FANOUT = 16;

  /** The bytes of a bucket. */
  static final int BUCKET_BYTES = 3;

  static final TreePath ROOT = new TreePath(0, 0);

  private static final int DIGIT_BITS = 4;
  private static final int BUCKET_BITS = BUCKET_BYTES * Byte.SIZE;
  private static final int DEEPEST = BUCKET_BITS / DIGIT_BITS;

  /** Returns whether the part is a single bucket, which cannot be divided. */
  boolean isDeepest() {
    return depth == DEEPEST;
  }

  /** Returns the path of one of the parts that this one is divided into. */
  TreePath child(int digit) {
    return new TreePath(depth + 1, first | digit << (BUCKET_BITS - DIGIT_BITS * (depth + 1)));
  }

  /** Returns in which of the parts that this one is divided into a bucket of it is. */
  int digit(int bucket) {
    return (bucket >>> (BUCKET_BITS - DIGIT_BITS * (depth + 1))) & (FANOUT - 1);
  }

  /** Returns whether a bucket is in the part. */
  boolean contains(int bucket) {
    return first <= bucket && bucket <= last();
  }

  /** Returns the last bucket of the part. */
  int last() {
    return first | (1 << (BUCKET_BITS - DIGIT_BITS * depth)) - 1;
  }

  /** Returns the key under which the parts are kept that this one is divided into. */
  byte[] nodeKey(byte[] group) {
    byte[] key = Arrays.copyOf(group, group.length + depth);
    for (int i = 0; i < depth; i++) {
      int digit = (first >>> (BUCKET_BITS - DIGIT_BITS * (i + 1))) & (FANOUT - 1);
      key[group.length + i] = (byte) digit;
    }
    return key;
  }

  /** Returns the key under which inputs of a bucket are kept. */
  static byte[] leafKey(byte[] group, int bucket) {
    byte[] key = Arrays.copyOf(group, group.length + BUCKET_BYTES);
    putBucket(bucket, key, group.length);
    return key;
  }

  /** Writes a bucket. */
  static void putBucket(int bucket, byte[] bytes, int at) {
    for (int i = 0; i < BUCKET_BYTES; i++) {
      bytes[at + i] = (byte) (bucket >>> ((BUCKET_BYTES - 1 - i) * Byte.SIZE));
    }
  }

  /** Reads a bucket. */
  static int bucket(byte[] bytes, int at) {
    int bucket = 0;
    for (int i = 0; i < BUCKET_BYTES; i++) {
      bucket = (bucket << Byte.SIZE) | (bytes[at + i] & 0xFF);
    }
    return bucket;
  }
}
