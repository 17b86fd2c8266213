// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.trace.PairCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class GroupValuesTest {
  private static final byte[] KEY = {1};

  @Test
  void plus_randomValues_isTheSumWithoutZeros() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      Map<String, Long> left = values(random);
      Map<String, Long> right = values(random);
      Map<String, Long> sum = new TreeMap<>(left);
      right.forEach((value, weight) -> sum.merge(value, weight, Long::sum));
      sum.values().removeIf(weight -> weight == 0);

      GroupValues all = read(left).plus(read(right));

      assertThat(contents(all.cursor(KEY))).isEqualTo(contents(cursor(sum)));
      assertThat(contents(all.cursor(KEY))).hasSize(sum.size());
    }
  }

  @Test
  void read_moreThanIsToBeHeld_isNull() throws IOException {
    Map<String, Long> many = new TreeMap<>();
    for (int i = 0; i < 1025; i++) {
      many.put("value" + i, 1L);
    }

    assertThat(GroupValues.read(cursor(Map.of("x".repeat(1 << 17), 1L)))).isNull();
    assertThat(GroupValues.read(cursor(many))).isNull();
    many.remove("value0");
    assertThat(GroupValues.read(cursor(many))).isNotNull();
  }

  @Test
  void cursor_noValues_hasNoKey() throws IOException {
    assertThat(GroupValues.NONE.cursor(KEY).nextKey()).isFalse();
  }

  @Test
  void nextKey_valuesNotRead_passesOverThem() throws IOException {
    PairCursor cursor = read(Map.of("a", 1L, "b", 2L)).cursor(KEY);

    assertThat(cursor.nextKey()).isTrue();
    assertThat(cursor.nextKey()).isFalse();
    assertThat(cursor.nextKey()).isFalse();
    assertThat(cursor.nextValue()).isFalse();
  }

  private static Map<String, Long> values(SplittableRandom random) {
    Map<String, Long> values = new TreeMap<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      values.put("v" + random.nextInt(6), random.nextBoolean() ? 1L : -1L);
    }
    return values;
  }

  private static GroupValues read(Map<String, Long> values) throws IOException {
    GroupValues read = GroupValues.read(cursor(values));
    assertThat(read).isNotNull();
    return read == null ? GroupValues.NONE : read;
  }

  /** Returns a cursor at a key, before its values. */
  private static PairCursor cursor(Map<String, Long> values) {
    List<Map.Entry<String, Long>> entries = List.copyOf(new TreeMap<>(values).entrySet());
    return new PairCursor() {
      private int at = -1;

      @Override
      public boolean nextKey() {
        return false;
      }

      @Override
      public boolean nextValue() {
        at++;
        return at < entries.size();
      }

      @Override
      public byte[] key() {
        return KEY;
      }

      @Override
      public byte[] value() {
        return entries.get(at).getKey().getBytes(UTF_8);
      }

      @Override
      public long weight() {
        return entries.get(at).getValue();
      }
    };
  }

  private static List<String> contents(PairCursor cursor) throws IOException {
    List<String> contents = new ArrayList<>();
    cursor.nextKey();
    while (cursor.nextValue()) {
      contents.add(new String(cursor.value(), UTF_8) + "*" + cursor.weight());
    }
    return contents;
  }
}
