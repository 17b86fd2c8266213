// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A Bloom filter over keys, of 10 bits for each, in which all bits of a key lie in one bucket of 32
 * bytes: looking up a key touches one place. About one in a hundred keys that are not there passes.
 *
 * <p>The hash is part of the file format.
 */
public final class KeyFilter {
  /*
   * Each key sets one bit in each of the eight words of its bucket ("split block Bloom filter",
   * as in the Apache Parquet format). The high half of the hash picks the bucket, the low half,
   * times an odd constant for each word, the bits.
   */
  static final int BUCKET_BYTES = 32;
  private static final int BUCKET_WORDS = BUCKET_BYTES / Integer.BYTES;
  private static final int BITS_PER_KEY = 10;

  private static final int[] SALTS = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private static final long FIRST_FACTOR = 0x9e3779b97f4a7c15L;
  private static final long SECOND_FACTOR = 0xd6e8feb86659fd93L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private KeyFilter() {}

  /** Returns the hash of a key that filters are asked with. */
  public static long hash(byte[] bytes, int offset, int length) {
    long hash = length * FIRST_FACTOR;
    int at = offset;
    int end = offset + length;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(bytes, at));
    }
    long rest = 0;
    for (int shift = 0; at < end; at++, shift += Byte.SIZE) {
      rest |= (bytes[at] & 0xFFL) << shift;
    }
    return mix(mix(hash ^ rest));
  }

  /** Returns the number of buckets of a filter for so many keys. */
  static int bucketsFor(long keys) {
    long buckets =
        (keys * BITS_PER_KEY + BUCKET_BYTES * Byte.SIZE - 1) / (BUCKET_BYTES * Byte.SIZE);
    return (int) Math.min(Integer.MAX_VALUE / BUCKET_BYTES, Math.max(1, buckets));
  }

  /** Returns the bucket, out of so many, of the key with the hash. */
  static int bucketOf(long hash, int buckets) {
    return (int) (((hash >>> Integer.SIZE) * buckets) >>> Integer.SIZE);
  }

  /** Adds the key with the hash to its bucket, which is at the index. */
  static void add(long hash, byte[] bytes, int index) {
    for (int word = 0; word < BUCKET_WORDS; word++) {
      int at = index + word * Integer.BYTES;
      INTS.set(bytes, at, (int) INTS.get(bytes, at) | bit(hash, word));
    }
  }

  /** Returns whether the key with the hash may have been added to its bucket, at the index. */
  static boolean mayContain(long hash, byte[] bytes, int index) {
    for (int word = 0; word < BUCKET_WORDS; word++) {
      int bit = bit(hash, word);
      if (((int) INTS.get(bytes, index + word * Integer.BYTES) & bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(long hash, int word) {
    return 1 << (((int) hash * SALTS[word]) >>> 27);
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * SECOND_FACTOR;
    mixed = (mixed ^ (mixed >>> 29)) * FIRST_FACTOR;
    return mixed ^ (mixed >>> 32);
  }
}
