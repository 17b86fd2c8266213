// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.codec.LongListCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares combine tables with a map, over random histories of additions, merges and clearings, in
 * memory and on disk. Accumulators are lists, so that nothing that is lost or doubled is missed.
 */
class CombineTableOracleTest {
  @TempDir Path base;

  static Stream<Long> seeds() {
    return Seeds.of(CombineTableOracleTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_ampleMemory_equalsMap(long seed) throws Exception {
    SpillFixture.checkAmple(
        seed, base, (fixture, random, steps) -> compareWithMap(spilling(fixture), random, steps));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seal_scarceMemory_equalsMap(long seed) throws Exception {
    SpillFixture.checkScarce(
        seed, base, (fixture, random, steps) -> compareWithMap(spilling(fixture), random, steps));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void forEachAndClear_withoutSpill_equalsMap(long seed) throws Exception {
    SpillFixture.checkScarce(
        seed,
        base,
        (fixture, random, steps) ->
            compareWithMap(
                CombineTable.withoutSpill(
                    TestKey.CODEC,
                    new LongListCodec(),
                    new Collecting(),
                    Long::sum,
                    fixture.memory()),
                random,
                steps));
  }

  private static CombineTable<TestKey, Long, List<Long>> spilling(SpillFixture fixture) {
    return new CombineTable<>(
        TestKey.CODEC,
        new LongListCodec(),
        new Collecting(),
        Long::sum,
        fixture.memory(),
        fixture::directory);
  }

  private static void compareWithMap(
      CombineTable<TestKey, Long, List<Long>> table, SplittableRandom random, int steps)
      throws IOException {
    int keys = 1 << random.nextInt(1, 11);
    Results expected = new Results();
    Results actual = new Results();
    try (table) {
      for (int i = 0; i < steps; i++) {
        TestKey key = TestKey.random(random, keys);
        long value = random.nextLong(1L << random.nextInt(1, 60));
        long mark = random.nextLong();
        if (random.nextInt(4) > 0) {
          table.add(key, value, mark);
          expected.accept(key, List.of(value), mark);
        } else {
          List<Long> several = new ArrayList<>(List.of(value, value + 1));
          expected.accept(key, several, mark);
          table.merge(key, several, mark);
        }
        assertThat(table.isEmpty()).isFalse();
        if (table.isOverBudget() || random.nextInt(1000) == 0) {
          table.forEachAndClear(actual::accept);
          assertThat(table.size()).isZero();
          assertThat(table.isOverBudget()).isFalse();
        }
      }
      readAll(table, actual);
    }
    actual.lists.values().forEach(list -> list.sort(null));
    expected.lists.values().forEach(list -> list.sort(null));
    assertThat(actual.lists).isEqualTo(expected.lists);
    assertThat(actual.marks).isEqualTo(expected.marks);
  }

  private static void readAll(CombineTable<TestKey, Long, List<Long>> table, Results actual)
      throws IOException {
    Results sealed = new Results();
    try (CombinedIterator<TestKey, List<Long>> results = table.seal()) {
      while (results.advance()) {
        assertThat(sealed.lists).doesNotContainKey(results.key());
        sealed.accept(results.key(), results.accumulator(), results.mark());
      }
      assertThat(results.advance()).isFalse();
    }
    sealed.lists.forEach((key, list) -> actual.accept(key, list, sealed.mark(key)));
  }

  private static final class Results {
    private final Map<TestKey, List<Long>> lists = new HashMap<>();
    private final Map<TestKey, Long> marks = new HashMap<>();

    void accept(TestKey key, List<Long> list, long mark) {
      lists.computeIfAbsent(key, k -> new ArrayList<>()).addAll(list);
      marks.merge(key, mark, Long::sum);
    }

    long mark(TestKey key) {
      return marks.getOrDefault(key, 0L);
    }
  }
}
