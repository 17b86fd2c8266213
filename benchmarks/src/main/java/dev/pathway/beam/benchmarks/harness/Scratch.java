// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of one run: its output, its temporary files and its report. Deleted when closed. */
final class Scratch implements AutoCloseable {

  private final Path directory;

  private Scratch(Path directory) {
    this.directory = directory;
  }

  /** Returns a scratch directory with nothing in it. */
  static Scratch create(Path directory) throws IOException {
    DirectoryTree.delete(directory);
    Scratch scratch = new Scratch(directory.toAbsolutePath());
    Files.createDirectories(scratch.output());
    Files.createDirectories(scratch.temporary());
    return scratch;
  }

  /** Returns the directory for output. */
  Path output() {
    return directory.resolve("output");
  }

  /** Returns the directory for temporary files. */
  Path temporary() {
    return directory.resolve("tmp");
  }

  /** Returns the file for the job report. */
  Path report() {
    return directory.resolve("report.properties");
  }

  @Override
  public void close() throws IOException {
    DirectoryTree.delete(directory);
  }
}
