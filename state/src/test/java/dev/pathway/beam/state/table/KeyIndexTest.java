// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyIndexTest {
  private final MemoryAccount memory = new MemoryBudget(1L << 40).openAccount();
  private final KeyIndex<TestKey> index = new KeyIndex<>(false, memory);

  static Stream<Long> seeds() {
    return Seeds.of(KeyIndexTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void find_randomKeys_equalsMap(long seed) throws Exception {
    Seeds.check(seed, 5000, KeyIndexTest::compareWithMap);
  }

  @Test
  void find_empty_isAbsent() {
    assertThat(find(TestKey.of(2))).isNegative();
    assertThat(find(TestKey.of(0))).isNegative();
    assertThat(memory.heldBytes()).isZero();
  }

  @Test
  void find_cleared_isAbsent() {
    insert(TestKey.of(2));
    insert(TestKey.of(3));

    index.clear();

    assertThat(find(TestKey.of(2))).isNegative();
    assertThat(insert(TestKey.of(3))).isZero();
  }

  @Test
  void reset_filled_isEmpty() {
    for (int i = 0; i < 5000; i++) {
      insert(TestKey.of(i));
    }

    index.reset();
    memory.releaseAll();

    assertThat(index.size()).isZero();
    assertThat(find(TestKey.of(2))).isNegative();
    assertThat(insert(TestKey.of(3))).isZero();
  }

  @Test
  void tryMakeRoom_memoryRefused_isFalseAndKeepsTheKeys() {
    MemoryAccount scarce = new MemoryBudget(200, 0).openAccount();
    KeyIndex<Integer> small = new KeyIndex<>(false, scarce);
    int inserted = 0;
    while (small.tryMakeRoom()) {
      small.insert(inserted, KeyIndex.hash(inserted));
      inserted++;
    }

    assertThat(inserted).isEqualTo(10);
    assertThat(small.find(7, KeyIndex.hash(7))).isEqualTo(7);

    small.makeRoom();
    assertThat(small.insert(10, KeyIndex.hash(10))).isEqualTo(10);
    assertThat(scarce.isOverdrawn()).isTrue();
  }

  @Test
  void drainSorted_manyKeys_isInOrderOfUnsignedHashes() {
    for (int i = 0; i < 1000; i++) {
      insert(TestKey.of(i));
    }

    long[] sorted = index.drainSorted();

    assertThat(sorted).hasSize(1000);
    for (int i = 0; i < sorted.length; i++) {
      int hash = (int) (sorted[i] >>> 32);
      assertThat(hash).isEqualTo(KeyIndex.hash(index.key((int) sorted[i])));
      if (i > 0) {
        assertThat(Integer.compareUnsigned((int) (sorted[i - 1] >>> 32), hash))
            .isLessThanOrEqualTo(0);
      }
    }
  }

  @Test
  void object_setForARow_goesWithIt() {
    KeyIndex<String> withObjects = new KeyIndex<>(true, memory);
    withObjects.makeRoom();
    int row = withObjects.insert("a", KeyIndex.hash("a"));

    withObjects.setObject(row, "object");

    assertThat(withObjects.object(row)).isEqualTo("object");
    assertThat(withObjects.key(row)).isEqualTo("a");
  }

  private static void compareWithMap(long seed, int steps) {
    SplittableRandom random = new SplittableRandom(seed);
    KeyIndex<TestKey> index =
        new KeyIndex<>(random.nextBoolean(), new MemoryBudget(1L << 40).openAccount());
    Map<TestKey, Integer> rows = new HashMap<>();
    int keys = 1 << random.nextInt(1, 13);
    for (int i = 0; i < steps; i++) {
      TestKey key = TestKey.random(random, keys);
      int hash = KeyIndex.hash(key);
      int row = index.find(key, hash);
      assertThat(row).isEqualTo(rows.getOrDefault(key, -1));
      if (row < 0) {
        assertThat(index.tryMakeRoom()).isTrue();
        rows.put(key, index.insert(key, hash));
      } else {
        assertThat(index.key(row)).isEqualTo(key);
      }
    }
    assertThat(index.size()).isEqualTo(rows.size());
  }

  private int find(TestKey key) {
    return index.find(key, KeyIndex.hash(key));
  }

  private int insert(TestKey key) {
    index.makeRoom();
    return index.insert(key, KeyIndex.hash(key));
  }
}
