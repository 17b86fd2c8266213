// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
 * What benchmarks of tables have in common: rows with keys in random order, and a place to spill.
 *
 * <pre>
 * mvn -Dfast -pl state test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * cd state
 * java -cp target/fast/test-classes:target/fast/classes:$(cat target/classpath) \
 *     org.openjdk.jmh.Main TableBenchmark -prof gc
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
public abstract class TableBenchmark {
  /** The number of rows. */
  @Param("10000000")
  public int rows;

  /** The number of different keys. */
  @Param({"1000", "200000"})
  public int keys;

  private @Nullable SpillDirectory directory;

  /** Makes the input. */
  @Setup(Level.Trial)
  public void makeInput() throws IOException {
    makeKeys();
    directory = SpillDirectory.open(Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Makes the keys of all rows. */
  abstract void makeKeys();

  /** Fills an array with the keys of rows, in random order. */
  final <K> K[] fill(K[] keyOfRow, IntFunction<K> key) {
    SplittableRandom random = new SplittableRandom(1);
    List<K> distinct = IntStream.range(0, keys).mapToObj(key).toList();
    for (int i = 0; i < keyOfRow.length; i++) {
      keyOfRow[i] = distinct.get(random.nextInt(keys));
    }
    return keyOfRow;
  }

  /** Deletes what was spilled. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    spillDirectory().close();
  }

  final SpillDirectory spillDirectory() {
    return Objects.requireNonNull(directory, "directory");
  }
}
