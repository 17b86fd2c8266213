// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.memory.MemoryBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * How long does it take to group (String, Long) pairs and to read the groups once, against lists in
 * a HashMap? An operation is the whole input; divide by {@code rows}.
 */
public class GroupTableBenchmark extends TableBenchmark {
  /** The memory of the table that spills. */
  @Param("16777216")
  public long scarceBytes;

  private String[] keyOfRow = {};

  @Override
  void makeKeys() {
    keyOfRow = fill(new String[rows], i -> "key-" + i * 7919L);
  }

  /** The table, in memory. */
  @Benchmark
  public long inMemory() throws IOException {
    return group(new MemoryBudget(1L << 40));
  }

  /** The table, when most of it goes to disk. */
  @Benchmark
  public long spilled() throws IOException {
    return group(new MemoryBudget(scarceBytes));
  }

  /** The baseline. */
  @Benchmark
  public long hashMap() {
    Map<String, List<Long>> map = new HashMap<>();
    for (int i = 0; i < rows; i++) {
      map.computeIfAbsent(keyOfRow[i], key -> new ArrayList<>()).add((long) i);
    }
    long sum = 0;
    for (List<Long> values : map.values()) {
      for (long value : values) {
        sum += value;
      }
    }
    return sum;
  }

  private long group(MemoryBudget memory) throws IOException {
    try (GroupTable<String, Long> table =
        new GroupTable<>(
            BasicCodecs.strings(), BasicCodecs.longs(), Math::min, memory, this::spillDirectory)) {
      for (int i = 0; i < rows; i++) {
        table.add(keyOfRow[i], (long) i, i);
      }
      long sum = 0;
      for (Group<String, Long> group : table.seal()) {
        for (long value : group.values()) {
          sum += value;
        }
      }
      return sum;
    }
  }
}
