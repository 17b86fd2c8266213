// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.runner.report.ReportFile;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
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
    return path.resolve(StagedFiles.NOTES);
  }

  /** Returns the directory in which an audit computes. */
  StateDirectory audit() {
    return new StateDirectory(path.resolve("audit"));
  }

  /** Returns whether there is such a directory, however damaged. */
  public boolean exists() {
    return Files.isDirectory(trace());
  }

  /** Returns what has gone wrong with files: the message alone may be no more than a name. */
  public static String problem(Exception failure) {
    boolean isNameOnly = failure instanceof FileSystemException file && file.getReason() == null;
    return isNameOnly ? failure.toString() : String.valueOf(failure.getMessage());
  }

  /**
   * Deletes all of it, also if it is damaged.
   *
   * @throws IOException if it is in use, or cannot be deleted
   */
  public void delete() throws IOException {
    TraceStore.delete(trace(), this::deleteOthers);
    try {
      Files.deleteIfExists(path);
    } catch (DirectoryNotEmptyException e) {
      // What else is in it is not this project's.
    }
  }

  private void deleteOthers() throws IOException {
    deleteAll(files());
    deleteAll(audit().path());
    ReportFile.delete(path);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (NoSuchFileException e) {
      // There is nothing to delete.
    }
  }
}
