// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.Seeds;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The memory and the directory of a table under test; at the end all of both must have been given
 * back.
 */
final class SpillFixture implements AutoCloseable {
  private static final int STEPS = 2000;

  private final MemoryBudget memory;
  private final SpillDirectory directory;

  private SpillFixture(MemoryBudget memory, SpillDirectory directory) {
    this.memory = memory;
    this.directory = directory;
  }

  /** Opens a fixture whose tables never spill. */
  static SpillFixture ample(Path base) throws IOException {
    return new SpillFixture(new MemoryBudget(1L << 40), SpillDirectory.open(base));
  }

  /** Opens a fixture whose tables can hold only so many bytes. */
  static SpillFixture scarce(Path base, long bytes) throws IOException {
    return new SpillFixture(new MemoryBudget(0, bytes), SpillDirectory.open(base));
  }

  /** A comparison over a random history of so many steps. */
  @FunctionalInterface
  interface Comparison {
    /** Compares; throws if there is a difference. */
    void run(SpillFixture fixture, SplittableRandom random, int steps) throws Exception;
  }

  /** Checks the history of a seed with a fixture whose tables never spill. */
  static void checkAmple(long seed, Path base, Comparison comparison) throws Exception {
    Seeds.check(
        seed,
        STEPS,
        (s, steps) -> {
          try (SpillFixture fixture = ample(base)) {
            comparison.run(fixture, new SplittableRandom(s), steps);
          }
        });
  }

  /** Checks the history of a seed with a fixture whose tables can hold little. */
  static void checkScarce(long seed, Path base, Comparison comparison) throws Exception {
    Seeds.check(
        seed,
        STEPS,
        (s, steps) -> {
          SplittableRandom random = new SplittableRandom(s);
          try (SpillFixture fixture = scarce(base, random.nextInt(2_000, 30_000))) {
            comparison.run(fixture, random, steps);
          }
        });
  }

  /** Returns a group table of this fixture. */
  <K extends @Nullable Object, V extends @Nullable Object> GroupTable<K, V> groups(
      Codec<K> keys, Codec<V> values) {
    return new GroupTable<>(keys, values, Math::min, memory, this::directory);
  }

  MemoryBudget memory() {
    return memory;
  }

  SpillDirectory directory() {
    return directory;
  }

  /** Returns the files that have not been deleted. */
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.path())) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  /** Returns how many files of the directory this process has open. */
  static long openFiles(Path base) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(each -> isOpenFile(each, base)).count();
    }
  }

  @Override
  public void close() throws IOException {
    assertThat(memory.usedBytes()).isZero();
    assertThat(files()).isEmpty();
    directory.close();
  }

  private static boolean isOpenFile(Path descriptor, Path base) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(base);
    } catch (IOException e) {
      return false; // Closed in the meantime.
    }
  }
}
