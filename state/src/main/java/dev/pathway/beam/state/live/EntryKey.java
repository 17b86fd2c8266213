// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The keys of records in segments: the map as six bytes, the partition as four, and the key of the
 * entry. So a segment has the entries of all maps, in the order of maps, partitions and keys.
 *
 * <p>An instance is a key that changes. Thread-confined.
 */
final class EntryKey {
  /** The bytes before those of the entry's own key. */
  static final int PREFIX_BYTES = 10;

  private static final int MAP_BYTES = 6;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int MAP_SHIFT = Long.SIZE - MAP_BYTES * Byte.SIZE;

  private byte[] bytes = new byte[64];
  private int length;

  /** Returns the number that stands for a map in keys, the same in all processes. */
  static long mapId(String name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return ByteBuffer.wrap(digest).getLong() >>> MAP_SHIFT;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("The Java platform has no SHA-256", e);
    }
  }

  /** Returns the key of an entry in an array of its own. */
  static byte[] of(long map, int partition, byte[] key) {
    byte[] bytes = new byte[PREFIX_BYTES + key.length];
    write(map, partition, key, bytes);
    return bytes;
  }

  /** Returns what all keys of a map begin with. */
  static byte[] ofMap(long map) {
    return Arrays.copyOf(of(map, 0, new byte[0]), MAP_BYTES);
  }

  /** Returns the partition of a key. */
  static int partition(byte[] key) {
    return (int) INTS.get(key, MAP_BYTES);
  }

  /** Returns the smallest key of a later partition, in the same map as a key. */
  static byte[] atPartition(byte[] key, int partition) {
    byte[] start = Arrays.copyOf(key, PREFIX_BYTES);
    INTS.set(start, MAP_BYTES, partition);
    return start;
  }

  /** Returns the entry's own key. */
  static byte[] entryKey(byte[] key, int length) {
    return Arrays.copyOfRange(key, PREFIX_BYTES, length);
  }

  EntryKey set(long map, int partition, byte[] key) {
    length = PREFIX_BYTES + key.length;
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, 2L * length))];
    }
    write(map, partition, key, bytes);
    return this;
  }

  /** Returns an array that begins with the key. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private static void write(long map, int partition, byte[] key, byte[] target) {
    INTS.set(target, 0, (int) (map >>> 16));
    target[4] = (byte) (map >>> 8);
    target[5] = (byte) map;
    INTS.set(target, MAP_BYTES, partition);
    System.arraycopy(key, 0, target, PREFIX_BYTES, key.length);
  }
}
