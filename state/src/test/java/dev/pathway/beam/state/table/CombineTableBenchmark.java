// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * How long does it take to sum longs by a Long key and to read the sums, against {@link
 * HashMap#merge}? An operation is the whole input; divide by {@code rows}.
 */
public class CombineTableBenchmark extends TableBenchmark {
  /** The memory of the table that spills. */
  @Param("4194304")
  public long scarceBytes;

  private Long[] keyOfRow = {};

  @Override
  void makeKeys() {
    keyOfRow = fill(new Long[rows], i -> i * 7919L);
  }

  /** The table, in memory. */
  @Benchmark
  public long inMemory() throws IOException {
    return combine(new MemoryBudget(1L << 40));
  }

  /** The table, when most of it goes to disk. */
  @Benchmark
  public long spilled() throws IOException {
    return combine(new MemoryBudget(scarceBytes));
  }

  /** The table as it is used before an exchange: emptied whenever it has 10,000 keys. */
  @Benchmark
  public long emptiedOften() throws IOException {
    long[] sum = new long[1];
    try (CombineTable<Long, Long, Long> table =
        CombineTable.withoutSpill(
            BasicCodecs.longs(),
            BasicCodecs.longs(),
            new Summing(),
            Math::min,
            new MemoryBudget(1L << 40))) {
      for (int i = 0; i < rows; i++) {
        table.add(keyOfRow[i], (long) i, i);
        if (table.size() == 10_000) {
          table.forEachAndClear((key, accumulator, mark) -> sum[0] += accumulator);
        }
      }
      table.forEachAndClear((key, accumulator, mark) -> sum[0] += accumulator);
      return sum[0];
    }
  }

  /** The baseline. */
  @Benchmark
  public long hashMap() {
    Map<Long, Long> map = new HashMap<>();
    for (int i = 0; i < rows; i++) {
      map.merge(keyOfRow[i], (long) i, Long::sum);
    }
    long sum = 0;
    for (long value : map.values()) {
      sum += value;
    }
    return sum;
  }

  private long combine(MemoryBudget memory) throws IOException {
    try (CombineTable<Long, Long, Long> table =
        new CombineTable<>(
            BasicCodecs.longs(),
            BasicCodecs.longs(),
            new Summing(),
            Math::min,
            memory,
            this::spillDirectory)) {
      for (int i = 0; i < rows; i++) {
        table.add(keyOfRow[i], (long) i, i);
      }
      long sum = 0;
      try (CombinedIterator<Long, Long> results = table.seal()) {
        while (results.advance()) {
          sum += results.accumulator();
        }
      }
      return sum;
    }
  }
}
