// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairBufferTest {
  private final MemoryBudget budget = new MemoryBudget(1L << 28, 0);
  private final MemoryAccount account = budget.openAccount();
  private final PairBuffer pairs = new PairBuffer(account);

  static Stream<Long> seeds() {
    return Seeds.of(PairBufferTest.class, 40);
  }

  /** Each seed has keys and values of another kind: short, alike for long, zeros, all the same. */
  @ParameterizedTest
  @MethodSource("seeds")
  void consolidate_randomPairs_isSortedAndSummed(long seed) throws Exception {
    Seeds.check(
        seed,
        3000,
        (s, steps) -> {
          SplittableRandom random = new SplittableRandom(s);
          int keyKind = random.nextInt(5);
          int valueKind = random.nextInt(5);
          PairOracle oracle = new PairOracle();
          pairs.reset();
          for (int i = 0; i < steps; i++) {
            byte[] key = bytes(random, keyKind);
            byte[] value = bytes(random, valueKind);
            long weight = random.nextBoolean() ? random.nextInt(1, 4) : -1;
            pairs.add(key, value, weight, false);
            oracle.add(key, value, weight);
          }
          pairs.consolidate();
          oracle.assertReads(new BufferCursor(pairs));
          assertThat(pairs.keys()).isEqualTo(countKeys(new BufferCursor(pairs)));
        });
  }

  @Test
  void add_pairsOfAnySize_areKept() throws IOException {
    PairOracle oracle = new PairOracle();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 60; i++) {
      byte[] key = new byte[random.nextInt(1 << random.nextInt(1, 21))];
      byte[] value = new byte[random.nextInt(1 << random.nextInt(1, 22))];
      random.nextBytes(key);
      random.nextBytes(value);
      pairs.add(key, value, i + 1, false);
      oracle.add(key, value, i + 1);
    }
    pairs.consolidate();
    oracle.assertReads(new BufferCursor(pairs));
  }

  /** So many pairs that they are moved into their order, if there is memory for both places. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void consolidate_manyPairs_isSortedAndSummedWithinItsMemory(boolean hasMemoryToMove)
      throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    PairOracle oracle = new PairOracle();
    MemoryBudget exact = new MemoryBudget(1L << 28, 0);
    MemoryAccount own = exact.openAccount();
    PairBuffer many = new PairBuffer(own);
    for (int i = 0; i < 150_000; i++) {
      byte[] key = Integer.toString(random.nextInt(60_000)).getBytes(UTF_8);
      byte[] value = i % 1000 == 0 ? new byte[5000] : new byte[random.nextInt(3)];
      long weight = random.nextInt(10) == 0 ? Integer.MAX_VALUE * 8L : random.nextInt(-60, 60);
      if (weight != 0) {
        many.add(key, value, weight, false);
        oracle.add(key, value, weight);
      }
    }
    MemoryAccount others = exact.openAccount();
    long room = hasMemoryToMove ? 2 * many.bytes() : 0;
    others.charge(exact.limitBytes() - own.heldBytes() - room);
    long before = own.heldBytes();

    many.consolidate();

    oracle.assertReads(new BufferCursor(many));
    assertThat(many.keys()).isEqualTo(countKeys(new BufferCursor(many)));
    assertThat(own.heldBytes()).isLessThan(before);
    assertThat(liesInOrder(many)).isEqualTo(hasMemoryToMove);
  }

  private static boolean liesInOrder(PairBuffer sorted) {
    return IntStream.range(1, sorted.count())
        .allMatch(i -> Integer.compareUnsigned(sorted.address(i - 1), sorted.address(i)) < 0);
  }

  @Test
  void consolidate_sumExceedsALong_throws() {
    pairs.add(new byte[1], new byte[1], Long.MAX_VALUE, false);
    pairs.add(new byte[1], new byte[1], 1, false);

    assertThatThrownBy(pairs::consolidate).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void add_memoryRefused_changesNothingUnlessForced() throws IOException {
    MemoryBudget none = new MemoryBudget(0, 0);
    PairBuffer poor = new PairBuffer(none.openAccount());

    assertThat(poor.add(new byte[] {1}, new byte[] {2}, 3, false)).isFalse();
    assertThat(poor.count()).isZero();
    assertThat(none.usedBytes()).isZero();

    assertThat(poor.add(new byte[] {1}, new byte[] {2}, 3, true)).isTrue();
    assertThat(none.usedBytes()).isPositive();
    poor.reset();
    assertThat(none.usedBytes()).isZero();
  }

  @Test
  void add_manyPairs_chargesAboutWhatTheyTake() {
    for (int i = 0; i < 100_000; i++) {
      pairs.add(new byte[20], new byte[20], 1, false);
    }
    long needed = 100_000L * (4 + 40 + 12);
    assertThat(account.heldBytes()).isBetween(needed, needed * 3 / 2);
  }

  private static byte[] bytes(SplittableRandom random, int kind) {
    byte[] bytes;
    switch (kind) {
      case 0 -> bytes = PairOracle.randomBytes(random);
      case 1 -> {
        bytes = new byte[random.nextInt(700)];
        if (bytes.length > 20) {
          bytes[bytes.length - 1 - random.nextInt(20)] = (byte) random.nextInt(-1, 2);
        }
      }
      case 2 -> {
        bytes = new byte[20];
        bytes[random.nextInt(16, 20)] = (byte) random.nextInt();
      }
      case 3 -> {
        bytes = new byte[random.nextInt(30)];
        random.nextBytes(bytes);
      }
      default -> bytes = new byte[8];
    }
    return bytes;
  }

  private static int countKeys(PairCursor cursor) throws IOException {
    int keys = 0;
    while (cursor.nextKey()) {
      keys++;
    }
    return keys;
  }
}
