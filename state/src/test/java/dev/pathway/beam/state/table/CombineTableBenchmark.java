// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to sum longs by a Long key and to read the sums, against {@link
 * HashMap#merge}? An operation is the whole input; divide by {@code rows}.
 *
 * <pre>
 * mvn -Dfast -pl state test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd state
 * java -cp target/fast/test-classes:target/fast/classes:$(cat target/classpath) \
 *     org.openjdk.jmh.Main CombineTableBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CombineTableBenchmark {
  /** The number of rows. */
  @Param("10000000")
  public int rows;

  /** The number of different keys. */
  @Param({"1000", "200000"})
  public int keys;

  /** The memory of the table that spills. */
  @Param("4194304")
  public long scarceBytes;

  private Long[] keyOfRow = {};
  private @Nullable SpillDirectory directory;

  /** Makes the input: keys in random order. */
  @Setup(Level.Trial)
  public void makeInput() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    Long[] distinct = new Long[keys];
    for (int i = 0; i < keys; i++) {
      distinct[i] = i * 7919L;
    }
    keyOfRow = new Long[rows];
    for (int i = 0; i < rows; i++) {
      keyOfRow[i] = distinct[random.nextInt(keys)];
    }
    directory = SpillDirectory.open(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Deletes what was spilled. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    spillDirectory().close();
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

  private SpillDirectory spillDirectory() {
    return Objects.requireNonNull(directory, "directory");
  }
}
