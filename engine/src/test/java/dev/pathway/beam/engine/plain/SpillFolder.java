// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where jobs without any memory put everything. */
public final class SpillFolder implements AutoCloseable {
  private final SpillDirectory directory;

  /** Opens a folder. */
  public SpillFolder(Path base) throws IOException {
    directory = SpillDirectory.open(base);
  }

  /** Returns a job that no engine runs and that puts everything here. */
  public Job job(JobSettings settings) {
    return new Job("id", "job", settings, new MemoryBudget(0, 0), () -> directory);
  }

  /** Returns the files that have not been deleted. */
  public List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory.path())) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).toList();
    }
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
