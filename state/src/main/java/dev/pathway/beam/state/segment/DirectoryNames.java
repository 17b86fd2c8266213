// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The names of files in a directory, which are on the disk later than the files. */
public final class DirectoryNames {
  private DirectoryNames() {}

  /** Forces the names of files in a directory to the disk. */
  public static void force(Path directory) throws IOException {
    if (File.separatorChar == '\\') {
      return; // Windows opens no directories, and keeps names in its journal.
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
