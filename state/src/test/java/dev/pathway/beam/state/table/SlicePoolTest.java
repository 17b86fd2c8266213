// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlicePoolTest {
  private final MemoryAccount memory = new MemoryBudget(1L << 40).openAccount();
  private final SlicePool pool = new SlicePool(memory);

  static Stream<Long> seeds() {
    return Seeds.of(SlicePoolTest.class, 20);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void append_randomPiecesToManyStrings_keepsEachString(long seed) throws Exception {
    Seeds.check(seed, 1000, SlicePoolTest::compareWithStreams);
  }

  @Test
  void append_tinyStrings_takesFewBytesForEach() {
    long[] states = new long[2 * 10_000];
    for (int i = 0; i < 10_000; i++) {
      SlicePool.initialize(states, 2 * i);
      pool.append(states, 2 * i, new byte[] {1, 2, 3}, 0, 3, 0);
    }

    assertThat(memory.heldBytes()).isBetween(160_000L, 240_000L);
  }

  @Test
  void append_oneByteAtATime_wastesAtMostAThird() {
    long[] states = new long[2];
    SlicePool.initialize(states, 0);
    for (int i = 0; i < 1_000_000; i++) {
      pool.append(states, 0, new byte[] {1}, 0, 1, 0);
    }

    assertThat(memory.heldBytes()).isBetween(1_000_000L, 1_300_000L);
  }

  @Test
  void append_largePiece_takesWhatItNeeds() {
    long[] states = new long[2];
    SlicePool.initialize(states, 0);

    pool.append(states, 0, new byte[10_000_000], 0, 10_000_000, 0);

    assertThat(memory.heldBytes()).isBetween(10_000_000L, 10_100_000L);
    assertThat(pool.length(states, 0)).isEqualTo(10_000_000);
  }

  private static void compareWithStreams(long seed, int steps) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    SlicePool pool = new SlicePool(new MemoryBudget(1L << 40).openAccount());
    int count = 1 << random.nextInt(8);
    long[] states = new long[count * SlicePool.STATE_LONGS];
    List<ByteArrayOutputStream> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SlicePool.initialize(states, i * SlicePool.STATE_LONGS);
      expected.add(new ByteArrayOutputStream());
    }
    for (int i = 0; i < steps; i++) {
      int string = random.nextInt(count);
      byte[] piece = new byte[random.nextInt(1 << random.nextInt(1, i % 100 == 0 ? 20 : 8))];
      random.nextBytes(piece);
      int from = random.nextInt(piece.length + 1);
      long following = random.nextInt(5) == 0 ? random.nextInt(1 << 20) : 0;
      pool.append(
          states, string * SlicePool.STATE_LONGS, piece, from, piece.length - from, following);
      expected.get(string).write(piece, from, piece.length - from);
    }
    for (int i = 0; i < count; i++) {
      byte[] bytes = expected.get(i).toByteArray();
      int at = i * SlicePool.STATE_LONGS;
      assertThat(pool.length(states, at)).isEqualTo(bytes.length);
      assertThat(pool.open(states, at).readAllBytes()).isEqualTo(bytes);
    }
  }
}
