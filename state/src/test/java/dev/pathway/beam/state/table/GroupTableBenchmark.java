// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.BasicCodecs;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * How long does it take to group (String, Long) pairs and to read the groups once, against lists in
 * a HashMap? An operation is the whole input; divide by {@code pairs}.
 *
 * <pre>
 * mvn -Dfast -pl state test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd state
 * java -cp target/fast/test-classes:target/fast/classes:$(cat target/classpath) \
 *     org.openjdk.jmh.Main GroupTableBenchmark -prof gc
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
public class GroupTableBenchmark {
  /** The number of pairs. */
  @Param("10000000")
  public int pairs;

  /** The number of different keys. */
  @Param({"1000", "200000"})
  public int keys;

  /** The memory of the table that spills. */
  @Param("16777216")
  public long scarceBytes;

  private String[] keyOfPair = {};
  private @Nullable SpillDirectory directory;

  /** Makes the input: keys in random order. */
  @Setup(Level.Trial)
  public void makeInput() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    String[] distinct = new String[keys];
    for (int i = 0; i < keys; i++) {
      distinct[i] = "key-" + i * 7919L;
    }
    keyOfPair = new String[pairs];
    for (int i = 0; i < pairs; i++) {
      keyOfPair[i] = distinct[random.nextInt(keys)];
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
    for (int i = 0; i < pairs; i++) {
      map.computeIfAbsent(keyOfPair[i], key -> new ArrayList<>()).add((long) i);
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
      for (int i = 0; i < pairs; i++) {
        table.add(keyOfPair[i], (long) i, i);
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

  private SpillDirectory spillDirectory() {
    return Objects.requireNonNull(directory, "directory");
  }
}
