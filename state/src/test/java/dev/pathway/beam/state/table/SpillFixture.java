// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The memory and the directory of a table under test; at the end all of both must have been given
 * back.
 */
final class SpillFixture implements AutoCloseable {
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
