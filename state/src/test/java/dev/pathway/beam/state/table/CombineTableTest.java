// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.codec.LongListCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CombineTableTest {
  @TempDir Path base;

  @Test
  void seal_nothingAdded_hasNoResults() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      assertThat(table.isEmpty()).isTrue();
      assertThat(table.seal().advance()).isFalse();
    }
  }

  @Test
  void seal_inMemory_hasEachKeyOnce() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      table.add(1L, 10L, 5);
      table.add(2L, 20L, 6);
      table.add(1L, 30L, 4);
      table.merge(3L, 40L, 7);
      table.merge(3L, 50L, 8);
      assertThat(table.size()).isEqualTo(3);

      assertThat(read(table.seal())).containsExactly("1=40@4", "2=20@6", "3=90@7");
    }
  }

  @Test
  void seal_spilled_hasEachKeyOnce() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 5_000);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      for (long i = 0; i < 20_000; i++) {
        table.add(i % 1000, i, i);
      }
      assertThat(fixture.files()).isNotEmpty();
      assertThat(table.isEmpty()).isFalse();

      List<String> results = read(table.seal());

      assertThat(results).hasSize(1000).contains("0=190000@0", "999=209980@999");
    }
  }

  @Test
  void add_noBudgetAtAll_stillWorks() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 0);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      for (long i = 0; i < 300; i++) {
        table.add(i % 100, i, i);
      }

      assertThat(read(table.seal())).hasSize(100).contains("7=321@7");
    }
  }

  @Test
  void forEachAndClear_spilledBefore_leavesWhatIsOnDisk() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 5_000);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      for (long i = 0; i < 1000; i++) {
        table.add(i, 1L, 0);
      }
      List<Long> drained = new ArrayList<>();

      table.forEachAndClear((key, accumulator, mark) -> drained.add(key));

      assertThat(table.size()).isZero();
      assertThat(table.isEmpty()).isFalse();
      assertThat(read(table.seal())).hasSize(1000 - drained.size());
    }
  }

  @Test
  void forEachAndClear_manyTimes_keepsMemoryForAFew() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      for (int round = 0; round < 100; round++) {
        for (long i = 0; i < 1000; i++) {
          table.add(i, 1L, 0);
        }
        table.forEachAndClear((key, accumulator, mark) -> assertThat(accumulator).isOne());
      }
      long afterMany = fixture.memory().usedBytes();
      table.add(1L, 1L, 0);
      table.forEachAndClear((key, accumulator, mark) -> {});

      assertThat(afterMany).isBetween(10_000L, 100_000L);
      assertThat(fixture.memory().usedBytes()).isLessThan(5_000);
    }
  }

  @Test
  void isOverBudget_withoutSpillAndFull_isTrueUntilCleared() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 10_000);
        CombineTable<Long, Long, Long> table =
            CombineTable.withoutSpill(
                BasicCodecs.longs(),
                BasicCodecs.longs(),
                new Summing(),
                Math::min,
                fixture.memory())) {
      long added = 0;
      while (!table.isOverBudget()) {
        table.add(added++, 1L, 0);
      }
      assertThat(added).isBetween(30L, 1000L);
      assertThat(table.size()).isEqualTo((int) added);

      table.forEachAndClear((key, accumulator, mark) -> {});

      assertThat(table.isOverBudget()).isFalse();
      assertThat(table.isEmpty()).isTrue();
      assertThat(fixture.files()).isEmpty();
    }
  }

  @Test
  void add_fewKeysWithGrowingAccumulators_spills() throws IOException {
    try (SpillFixture fixture = SpillFixture.scarce(base, 1_000_000);
        CombineTable<Long, Long, List<Long>> table = lists(fixture)) {
      for (long i = 0; i < 200_000; i++) {
        table.add(i % 10, i, 0);
      }

      // 200,000 longs take at least 4 MB.
      assertThat(fixture.files()).hasSizeBetween(3, 12);
      long values = 0;
      try (CombinedIterator<Long, List<Long>> results = table.seal()) {
        while (results.advance()) {
          values += results.accumulator().size();
        }
      }
      assertThat(values).isEqualTo(200_000);
    }
  }

  @Test
  void close_spilledAndSealed_closesAndDeletesItsFiles() throws IOException {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
    try (SpillFixture fixture = SpillFixture.scarce(base, 5_000)) {
      long before = SpillFixture.openFiles(base);
      CombineTable<Long, Long, Long> table = sums(fixture);
      for (long i = 0; i < 10_000; i++) {
        table.add(i, i, 0);
      }
      CombinedIterator<Long, Long> results = table.seal();
      results.advance();
      assertThat(SpillFixture.openFiles(base)).isGreaterThan(before);

      results.close();
      table.close();

      assertThat(SpillFixture.openFiles(base)).isEqualTo(before);
    }
  }

  @Test
  void add_sealed_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base);
        CombineTable<Long, Long, Long> table = sums(fixture)) {
      table.seal();

      assertThatThrownBy(() -> table.add(1L, 1L, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The combine table has been sealed");
    }
  }

  @Test
  void merge_closed_throws() throws IOException {
    try (SpillFixture fixture = SpillFixture.ample(base)) {
      CombineTable<Long, Long, Long> table = sums(fixture);
      table.close();

      assertThatThrownBy(() -> table.merge(1L, 1L, 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The combine table has been closed");
    }
  }

  @Test
  void key_notAtAResult_throws() throws IOException {
    for (SpillFixture fixture : List.of(SpillFixture.ample(base), SpillFixture.scarce(base, 0))) {
      try (fixture;
          CombineTable<Long, Long, Long> table = sums(fixture)) {
        table.add(1L, 1L, 0);
        CombinedIterator<Long, Long> results = table.seal();

        assertThatThrownBy(results::key).isInstanceOf(NoSuchElementException.class);
        assertThat(results.advance()).isTrue();
        assertThat(results.key()).isEqualTo(1L);
        assertThat(results.advance()).isFalse();
        assertThatThrownBy(results::accumulator).isInstanceOf(NoSuchElementException.class);
      }
    }
  }

  private static CombineTable<Long, Long, Long> sums(SpillFixture fixture) {
    return new CombineTable<>(
        BasicCodecs.longs(),
        BasicCodecs.longs(),
        new Summing(),
        Math::min,
        fixture.memory(),
        fixture::directory);
  }

  private static CombineTable<Long, Long, List<Long>> lists(SpillFixture fixture) {
    return new CombineTable<>(
        BasicCodecs.longs(),
        new LongListCodec(),
        new Collecting(),
        Math::min,
        fixture.memory(),
        fixture::directory);
  }

  private static List<String> read(CombinedIterator<Long, Long> results) throws IOException {
    List<String> read = new ArrayList<>();
    while (results.advance()) {
      read.add(results.key() + "=" + results.accumulator() + "@" + results.mark());
    }
    return read;
  }
}
