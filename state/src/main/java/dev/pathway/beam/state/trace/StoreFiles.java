// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.DirectoryNames;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The files in the directory of a store, as it is opened. */
final class StoreFiles {
  private StoreFiles() {}

  /**
   * Returns the manifest, makes one if the store is new, and deletes the files of epochs and merges
   * that were not committed. Files that are none of a store's are left.
   *
   * @throws DamagedSegmentException if a file is missing or has another length than it should
   */
  static Manifest recover(Path directory) throws IOException {
    List<Path> segments = segmentsIn(directory);
    Manifest manifest = manifest(directory);
    if (Files.notExists(directory.resolve(Manifest.FILE))) {
      manifest.prepare(directory, true);
      Manifest.replace(directory);
      DirectoryNames.force(directory);
      return manifest;
    }
    Set<Path> named = new HashSet<>();
    for (Manifest.Entry entry : manifest.segments()) {
      Path segment = TraceSegment.pathOf(directory, entry.number());
      TraceSegment.checkFile(segment, entry.length());
      named.add(segment);
    }
    for (Path segment : segments) {
      if (!named.contains(segment)) {
        Files.deleteIfExists(segment);
      }
    }
    Files.deleteIfExists(directory.resolve(Manifest.TEMPORARY_FILE));
    return manifest;
  }

  /**
   * Returns the manifest, an empty one if the store is new.
   *
   * @throws DamagedSegmentException if it is not as it was written, or missing
   */
  static Manifest manifest(Path directory) throws IOException {
    Path path = directory.resolve(Manifest.FILE);
    if (Files.exists(path)) {
      return Manifest.read(directory);
    }
    List<Path> segments = segmentsIn(directory);
    if (!segments.isEmpty()) {
      throw new DamagedSegmentException(
          path, 0, "it is missing, but there are segments such as " + segments.get(0));
    }
    return Manifest.empty();
  }

  /** Returns whether a file is named as those of a store are. */
  static boolean isNamedLikeOne(Path file) {
    String name = file.getFileName().toString();
    return name.equals(Manifest.FILE)
        || name.equals(Manifest.TEMPORARY_FILE)
        || TraceSegment.isNamedLikeOne(file);
  }

  /** Makes a check of a file and adds what is wrong, if anything, to the problems. */
  static void check(Path file, Closeable check, List<String> problems) {
    try {
      check.close();
    } catch (DamagedSegmentException e) {
      problems.add(e.getMessage());
    } catch (IOException e) {
      problems.add("File " + file + " cannot be read: " + e);
    }
  }

  private static List<Path> segmentsIn(Path directory) throws IOException {
    List<Path> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (TraceSegment.isNamedLikeOne(file)) {
          segments.add(file);
        }
      }
    }
    return segments;
  }
}
