// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallMapTest {
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4", "3, 8", "4, 9", "5, 40"})
  void map_afterARandomHistory_holdsWhatALinkedHashMapHolds(long seed, int keys) {
    SplittableRandom random = new SplittableRandom(seed);
    SmallMap<String, Integer> map = new SmallMap<>();
    Map<String, Integer> expected = new LinkedHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      String key = String.valueOf(random.nextInt(keys));
      if (random.nextBoolean()) {
        map.put(key, i);
        expected.put(key, i);
      } else {
        assertThat(map.remove(key)).isEqualTo(expected.remove(key));
      }
      String other = String.valueOf(random.nextInt(keys));
      assertThat(map.get(other)).isEqualTo(expected.get(other));
      assertThat(map.isEmpty()).isEqualTo(expected.isEmpty());
      assertThat(map.firstKey()).isEqualTo(expected.keySet().stream().findFirst().orElse(null));
      int limit = i / 2;
      assertThat(map.allMatch(value -> value >= limit))
          .isEqualTo(expected.values().stream().allMatch(value -> value >= limit));
      assertThat(map.values()).isEqualTo(List.copyOf(expected.values()));
    }
  }
}
