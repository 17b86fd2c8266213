// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.runner.report.ReportFile;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * What is where in the state directory of an incremental pipeline.
 *
 * @param path the directory
 */
public record StateDirectory(Path path) {
  /** Returns the folder of the {@link TraceStore}. */
  public Path trace() {
    return path.resolve("trace");
  }

  /** Returns the folder of the notes on staged files. */
  public Path files() {
    return path.resolve("files");
  }

  /** Returns the directory in which an audit computes. */
  StateDirectory audit() {
    return new StateDirectory(path.resolve("audit"));
  }

  /** Returns whether there is such a directory, however damaged. */
  public boolean exists() {
    return Files.isDirectory(trace());
  }

  /**
   * Deletes all of it, also if it is damaged.
   *
   * @throws IOException if it is in use, or cannot be deleted
   */
  public void delete() throws IOException {
    TraceStore.delete(trace());
    try (Stream<Path> rest = Files.walk(files())) {
      for (Path each : rest.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (NoSuchFileException e) {
      // There is nothing to delete.
    }
    Files.deleteIfExists(path.resolve(ReportFile.NAME));
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      // What else is in it is not this project's.
    }
  }
}
