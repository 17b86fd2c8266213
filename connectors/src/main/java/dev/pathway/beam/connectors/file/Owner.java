// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The state directory of a job, as that which owns a folder of outputs: a folder has one at most,
 * since each takes what it has published to be there until it changes it itself.
 *
 * @param id the same for a state directory in each run, and another for any other
 * @param stateDirectory its path, which is good from anywhere
 */
record Owner(String id, String stateDirectory) {
  /** Returns the owner that keeps its notes on files in a folder. */
  static Owner of(Path notes) {
    Path absolute = notes.toAbsolutePath().normalize();
    return new Owner(
        UUID.nameUUIDFromBytes(absolute.toString().getBytes(UTF_8)).toString(),
        absolute.resolveSibling("").toString());
  }

  /**
   * Returns whether another is the same state directory, which several paths may lead to, such as
   * one through a symbolic link.
   */
  boolean isSame(Owner other) throws IOException {
    if (id.equals(other.id)) {
      return true;
    }
    try {
      return Files.isSameFile(Path.of(stateDirectory), Path.of(other.stateDirectory));
    } catch (InvalidPathException | NoSuchFileException e) {
      return false;
    }
  }

  /** Returns whether the state directory is still there, and was not reset. */
  boolean isThere() {
    try {
      return Files.isDirectory(Path.of(stateDirectory).resolve(StagedFiles.NOTES));
    } catch (InvalidPathException e) {
      // It is one of another system, and so no longer there.
      return false;
    }
  }
}
