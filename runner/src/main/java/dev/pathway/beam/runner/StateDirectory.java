// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner;

import dev.pathway.beam.connectors.file.StagedFiles;
import dev.pathway.beam.runner.report.ReportFile;
import dev.pathway.beam.state.trace.TraceStore;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is where in the state directory of an incremental pipeline, or of a streaming one.
 *
 * @param path the directory
 */
public record StateDirectory(Path path) {
  /** Returns the folder of the {@link TraceStore}. */
  public Path trace() {
    return path.resolve("trace");
  }

  /** Returns the folder of a streaming pipeline's snapshots. */
  public Path snapshots() {
    return path.resolve("snapshots");
  }

  /** Returns whether the directory is one of a streaming pipeline. */
  public boolean isStreaming() {
    return Files.isDirectory(snapshots());
  }

  /** Returns the folder of the notes on staged files. */
  public Path files() {
    return path.resolve(StagedFiles.NOTES);
  }

  /** Returns the directory in which an audit computes. */
  StateDirectory audit() {
    return new StateDirectory(path.resolve("audit"));
  }

  /** Returns whether the directory is one of an incremental pipeline, however damaged. */
  public boolean exists() {
    return Files.isDirectory(trace());
  }

  /** Returns what has gone wrong with files: the message alone may be no more than a name. */
  public static String problem(Exception failure) {
    boolean isNameOnly = failure instanceof FileSystemException file && file.getReason() == null;
    return isNameOnly ? failure.toString() : String.valueOf(failure.getMessage());
  }

  /**
   * Deletes all that runs have put there, also if it is damaged; returns the files that are left,
   * since they are not this project's.
   *
   * @throws IOException if it is in use, or cannot be deleted
   */
  public List<Path> delete() throws IOException {
    TraceStore.delete(trace(), this::deleteOthers);
    try {
      Files.deleteIfExists(path);
      return List.of();
    } catch (DirectoryNotEmptyException e) {
      try (Stream<Path> left = Files.walk(path)) {
        return left.filter(each -> !Files.isDirectory(each)).sorted().toList();
      }
    }
  }

  private void deleteOthers() throws IOException {
    StagedFiles.deleteNotes(files());
    ReportFile.delete(path);
    StateDirectory audit = audit();
    if (audit.exists()) {
      audit.delete();
    }
  }
}
