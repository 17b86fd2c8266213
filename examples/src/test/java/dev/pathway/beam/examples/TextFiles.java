// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Text files written by a pipeline. */
final class TextFiles {
  private TextFiles() {}

  /**
   * Returns the lines of all files of a prefix; fails if there is any file that is not complete.
   */
  static List<String> lines(Path prefix) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(prefix.getParent())) {
      for (Path file : files.filter(path -> isShard(path, prefix)).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private static boolean isShard(Path file, Path prefix) {
    return file.getFileName()
        .toString()
        .matches("\\Q" + prefix.getFileName() + "\\E-\\d{5}-of-\\d{5}");
  }
}
