// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConsolidationTest {
  private static final Comparator<String> ORDER = Comparator.naturalOrder();

  static Stream<Long> seeds() {
    return Seeds.of(ConsolidationTest.class, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void consolidate_randomUpdates_equalsSumsFromScratch(long seed) throws Exception {
    Seeds.check(seed, 60, ConsolidationTest::compareWithSums);
  }

  @Test
  void consolidate_rangeOfArray_leavesTheRestAlone() {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Update<String>[] updates =
        new Update[] {
          new Update<>("z", 9, 9),
          new Update<>("b", 0, 1),
          new Update<>("a", 0, 2),
          new Update<>("b", 0, -1),
          new Update<>("z", 9, 9)
        };

    int end = Consolidation.consolidate(updates, 1, 4, ORDER);

    assertThat(end).isEqualTo(2);
    assertThat(updates)
        .containsExactly(
            new Update<>("z", 9, 9), new Update<>("a", 0, 2), null, null, new Update<>("z", 9, 9));
  }

  @Test
  void consolidate_sumBeyondLong_throws() {
    List<Update<String>> updates =
        new ArrayList<>(List.of(new Update<>("a", 0, Long.MAX_VALUE), new Update<>("a", 0, 1)));

    assertThatThrownBy(() -> Consolidation.consolidate(updates, ORDER))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void consolidate_nothing_isNothing() {
    List<Update<String>> updates = new ArrayList<>();

    Consolidation.consolidate(updates, ORDER);

    assertThat(updates).isEmpty();
  }

  private static void compareWithSums(long seed, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Update<String>> updates = new ArrayList<>();
    Map<String, Map<Long, Long>> sums = new TreeMap<>();
    for (int i = 0; i < steps; i++) {
      String data = String.valueOf((char) ('a' + random.nextInt(5)));
      long time = random.nextInt(4);
      long diff = random.nextInt(-2, 3);
      updates.add(new Update<>(data, time, diff));
      sums.computeIfAbsent(data, d -> new TreeMap<>()).merge(time, diff, Long::sum);
    }
    List<Update<String>> expected = new ArrayList<>();
    sums.forEach(
        (data, times) ->
            times.forEach(
                (time, diff) -> {
                  if (diff != 0) {
                    expected.add(new Update<>(data, time, diff));
                  }
                }));

    Consolidation.consolidate(updates, ORDER);

    assertThat(updates).isEqualTo(expected);
    Consolidation.consolidate(updates, ORDER);
    assertThat(updates).isEqualTo(expected);
  }
}
