// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTest {
  @TempDir Path base;
  private SpillDirectory spill;

  @BeforeEach
  void open() throws IOException {
    spill = SpillDirectory.open(base);
  }

  @AfterEach
  void close() throws IOException {
    spill.close();
  }

  @Test
  void seal_moreThanTheMemory_isSpilledSortedAndSummed() throws IOException {
    MemoryBudget memory = new MemoryBudget(0, 100_000);
    PairOracle oracle = new PairOracle();
    SplittableRandom random = new SplittableRandom(1);
    try (Delta delta = new Delta("name", memory, () -> spill)) {
      for (int i = 0; i < 200_000; i++) {
        byte[] key = {(byte) random.nextInt(), (byte) random.nextInt()};
        byte[] value = {(byte) random.nextInt(3)};
        long weight = random.nextBoolean() ? 1 : -1;
        delta.add(key, value, weight);
        oracle.add(key, value, weight);
        assertThat(memory.usedBytes()).isLessThanOrEqualTo(100_000);
      }
      assertThat(files()).isPositive();
      oracle.assertReads(delta.seal());
      oracle.assertReads(delta.cursor());
      oracle.assertSeeks(delta.cursor(), random, 100);
      assertThat(delta.keysAtMost()).isGreaterThanOrEqualTo(1 << 15);
    }
    assertThat(files()).isZero();
    assertThat(memory.usedBytes()).isZero();
  }

  @Test
  void seal_spilledUpdatesCancelOut_isEmpty() throws IOException {
    MemoryBudget memory = new MemoryBudget(0, 10_000);
    try (Delta delta = new Delta("name", memory, () -> spill)) {
      assertThat(delta.isEmpty()).isTrue();
      for (int weight = -1; weight <= 1; weight += 2) {
        for (int i = 0; i < 2000; i++) {
          delta.add(new byte[i % 50], new byte[0], weight);
          delta.add(new byte[] {(byte) (i >> 8), (byte) i}, new byte[0], weight);
        }
      }
      assertThat(delta.isEmpty()).isFalse();
      assertThat(files()).isPositive();
      assertThat(delta.seal().nextKey()).isFalse();
      assertThat(delta.isEmpty()).isTrue();
    }
  }

  @Test
  void add_arraysChangedAfterwards_keepsWhatWasAdded() throws IOException {
    try (Delta delta = new Delta("name", new MemoryBudget(1 << 20), () -> spill)) {
      byte[] key = {1};
      delta.add(key, key, 1);
      key[0] = 2;

      PairCursor cursor = delta.seal();
      assertThat(cursor.nextKey()).isTrue();
      assertThat(cursor.key()).containsExactly(1);
    }
  }

  @Test
  void add_sealedOrClosed_throws() throws IOException {
    Delta delta = new Delta("name", new MemoryBudget(1 << 20), () -> spill);
    assertThatThrownBy(delta::cursor)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The delta of 'name' is OPEN, it must be SEALED");
    delta.seal();
    delta.seal();
    assertThatThrownBy(() -> delta.add(new byte[0], new byte[0], 1))
        .isInstanceOf(IllegalStateException.class);
    delta.close();
    delta.close();
    assertThatThrownBy(delta::seal).isInstanceOf(IllegalStateException.class);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(spill.path())) {
      return files.filter(file -> file.getFileName().toString().startsWith("delta")).count();
    }
  }
}
