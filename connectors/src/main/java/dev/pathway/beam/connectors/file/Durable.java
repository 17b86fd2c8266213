// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forces what was written to local file systems to the disk. */
final class Durable {
  private Durable() {}

  /** Forces a file's content. */
  static void file(Path file) throws IOException {
    force(file, StandardOpenOption.WRITE);
  }

  /** Forces which files are in a folder. */
  static void folder(Path folder) throws IOException {
    force(folder, StandardOpenOption.READ);
  }

  private static void force(Path path, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(path, access)) {
      channel.force(true);
    }
  }
}
