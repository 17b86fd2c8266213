// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.Codec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares group tables with lists in a map, over random histories, in memory and on disk. */
class GroupTableOracleTest {
  private static final Codec<byte[]> VALUES = new NullableCodec<>(BasicCodecs.byteArrays());

  @TempDir Path base;

  static Stream<Long> seeds() {
    return Seeds.of(GroupTableOracleTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_ampleMemory_equalsMap(long seed) throws Exception {
    SpillFixture.checkAmple(seed, base, GroupTableOracleTest::compareWithMap);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_scarceMemory_equalsMap(long seed) throws Exception {
    SpillFixture.checkScarce(seed, base, GroupTableOracleTest::compareWithMap);
  }

  private static void compareWithMap(SpillFixture fixture, SplittableRandom random, int steps)
      throws Exception {
    int keys = 1 << random.nextInt(1, 11);
    int maxValueBits = random.nextInt(1, 9);
    Map<TestKey, Expected> expected = new HashMap<>();
    try (GroupTable<TestKey, byte[]> table =
        new GroupTable<>(TestKey.CODEC, VALUES, Long::sum, fixture.memory(), fixture::directory)) {
      for (int i = 0; i < steps; i++) {
        TestKey key = TestKey.random(random, keys);
        byte[] value = randomValue(random, maxValueBits);
        long mark = random.nextLong();
        table.add(key, value, mark);
        expected.computeIfAbsent(key, k -> new Expected()).add(value, mark);
      }
      Groups<TestKey, byte[]> groups = table.seal();
      assertAllGroups(groups, expected);
      assertAllGroups(groups, expected);
      assertThat(groups.groups()).isEqualTo(expected.size());
      for (int number = 0; number < keys + 2; number++) {
        TestKey key = TestKey.of(number);
        assertGroup(groups.find(key), expected.get(key));
      }
    }
  }

  @SuppressWarnings("NullAway") // Null is a value like others.
  private static byte[] randomValue(SplittableRandom random, int maxBits) {
    int kind = random.nextInt(1000);
    if (kind < 30) {
      return null;
    }
    int length = kind == 999 ? 300_000 : kind > 990 ? 10_000 : random.nextInt(1 << maxBits);
    byte[] value = new byte[random.nextInt(length + 1)];
    random.nextBytes(value);
    return value;
  }

  private static void assertAllGroups(
      Groups<TestKey, byte[]> groups, Map<TestKey, Expected> expected) {
    Map<TestKey, Expected> missing = new HashMap<>(expected);
    List<Group<TestKey, byte[]>> all = new ArrayList<>();
    groups.forEach(all::add);
    for (Group<TestKey, byte[]> group : all) {
      assertGroup(group, missing.remove(group.key()));
    }
    assertThat(missing).isEmpty();
  }

  private static void assertGroup(
      @Nullable Group<TestKey, byte[]> group, @Nullable Expected expected) {
    if (expected == null) {
      assertThat(group).isNull();
      return;
    }
    if (group == null) {
      throw new AssertionError("A group is missing");
    }
    assertThat(group.size()).isEqualTo(expected.values.size());
    assertThat(group.mark()).isEqualTo(expected.mark);
    for (int pass = 0; pass < 2; pass++) {
      List<byte[]> values = new ArrayList<>();
      group.values().forEach(values::add);
      assertThat(Arrays.deepEquals(values.toArray(), expected.values.toArray())).isTrue();
    }
  }

  private static final class Expected {
    private final List<byte[]> values = new ArrayList<>();
    private long mark;

    void add(byte[] value, long addedMark) {
      values.add(value);
      mark += addedMark;
    }
  }
}
