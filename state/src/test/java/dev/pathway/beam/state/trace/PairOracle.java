// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** What a multiset of pairs should hold: the weights of values, by key. */
final class PairOracle {
  private final TreeMap<byte[], TreeMap<byte[], Long>> pairs =
      new TreeMap<>(Arrays::compareUnsigned);

  void add(byte[] key, byte[] value, long weight) {
    TreeMap<byte[], Long> values =
        pairs.computeIfAbsent(key, k -> new TreeMap<>(Arrays::compareUnsigned));
    if (values.merge(value, weight, Long::sum) == 0) {
      values.remove(value);
    }
    if (values.isEmpty()) {
      pairs.remove(key);
    }
  }

  void addAll(PairOracle other) {
    other.pairs.forEach(
        (key, values) -> values.forEach((value, weight) -> add(key, value, weight)));
  }

  PairOracle copy() {
    PairOracle copy = new PairOracle();
    copy.addAll(this);
    return copy;
  }

  boolean isEmpty() {
    return pairs.isEmpty();
  }

  /** Checks all that is left of a cursor. */
  void assertReads(PairCursor cursor) throws IOException {
    assertReads(cursor, pairs);
  }

  /** Checks a reader at some keys, and at what follows some of them. */
  void assertSeeks(SeekableCursor reader, SplittableRandom random, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] key = randomBytes(random);
      TreeMap<byte[], Long> values = pairs.get(key);
      boolean isThere = values != null;
      switch (random.nextInt(4)) {
        case 0 -> {
          reader.seekCeiling(key);
          assertReadsSome(reader, pairs.tailMap(key, true), random);
        }
        case 1 -> {
          assertThat(reader.seek(key)).isEqualTo(isThere);
          assertReadsSome(reader, pairs.tailMap(key, false), random);
        }
        default -> {
          assertThat(reader.seek(key)).isEqualTo(isThere);
          if (values != null) {
            assertThat(reader.key()).isEqualTo(key);
            assertReadsValues(reader, values);
          }
        }
      }
    }
  }

  /** Checks what several cursors together hold of random keys. */
  void assertSums(List<? extends SeekableCursor> cursors, SplittableRandom random, int count)
      throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] key = randomBytes(random);
      TreeMap<byte[], Long> values = pairs.get(key);
      PairCursor ofKey = PairCursor.ofKey(key, cursors);
      assertThat(ofKey.nextKey()).isEqualTo(values != null);
      if (values != null) {
        assertThat(ofKey.key()).isEqualTo(key);
        assertReadsValues(ofKey, values);
        assertThat(ofKey.nextKey()).isFalse();
      }
    }
  }

  /** Returns bytes that are often the same, and often begin with others. */
  static byte[] randomBytes(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(4)];
    for (int i = Math.max(0, bytes.length - 2); i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(5) * 60);
    }
    return bytes;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    pairs.forEach(
        (key, values) ->
            values.forEach(
                (value, weight) ->
                    text.append(HexFormat.of().formatHex(key))
                        .append('=')
                        .append(HexFormat.of().formatHex(value))
                        .append('*')
                        .append(weight)
                        .append('\n')));
    return text.toString();
  }

  private static void assertReads(
      PairCursor cursor, Map<byte[], ? extends SortedMap<byte[], Long>> expected)
      throws IOException {
    for (Map.Entry<byte[], ? extends SortedMap<byte[], Long>> each : expected.entrySet()) {
      assertThat(cursor.nextKey()).isTrue();
      assertThat(cursor.key()).isEqualTo(each.getKey());
      assertReadsValues(cursor, each.getValue());
    }
    assertThat(cursor.nextKey()).isFalse();
    assertThat(cursor.nextKey()).isFalse();
  }

  private static void assertReadsValues(PairCursor cursor, Map<byte[], Long> expected)
      throws IOException {
    for (Map.Entry<byte[], Long> each : expected.entrySet()) {
      assertThat(cursor.nextValue()).isTrue();
      assertThat(cursor.value()).isEqualTo(each.getKey());
      assertThat(cursor.weight()).isEqualTo(each.getValue());
    }
    assertThat(cursor.nextValue()).isFalse();
    assertThat(cursor.nextValue()).isFalse();
  }

  /** Reads a few keys, and not always their values. */
  private static void assertReadsSome(
      PairCursor cursor,
      Map<byte[], ? extends SortedMap<byte[], Long>> expected,
      SplittableRandom random)
      throws IOException {
    int left = random.nextInt(5);
    for (Map.Entry<byte[], ? extends SortedMap<byte[], Long>> each : expected.entrySet()) {
      if (left-- == 0) {
        return;
      }
      assertThat(cursor.nextKey()).isTrue();
      assertThat(cursor.key()).isEqualTo(each.getKey());
      if (random.nextBoolean()) {
        assertReadsValues(cursor, each.getValue());
      } else if (random.nextBoolean()) {
        assertThat(cursor.nextValue()).isTrue();
        assertThat(cursor.value()).isEqualTo(each.getValue().firstKey());
      }
    }
    if (left >= 0) {
      assertThat(cursor.nextKey()).isFalse();
    }
  }
}
