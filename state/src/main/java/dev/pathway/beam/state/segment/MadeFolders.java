// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folders that had to be made so that there is one of a given path, parents included. */
final class MadeFolders {
  /** Each before its parent. */
  private final List<Path> folders;

  private MadeFolders(List<Path> folders) {
    this.folders = folders;
  }

  /**
   * Makes a folder and its parents, as far as they do not exist.
   *
   * @throws IOException if that cannot be; none is left behind then
   */
  static MadeFolders make(Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (@Nullable Path each = folder.toAbsolutePath();
        each != null && !Files.exists(each);
        each = each.getParent()) {
      missing.add(each);
    }
    MadeFolders made = new MadeFolders(missing);
    boolean complete = false;
    try {
      Files.createDirectories(folder);
      complete = true;
    } finally {
      if (!complete) {
        made.removeEmpty();
      }
    }
    return made;
  }

  /**
   * Removes the folders as far as nothing is in them.
   *
   * @throws IOException if an empty one cannot be removed
   */
  void removeEmpty() throws IOException {
    for (Path folder : folders) {
      try {
        if (Files.exists(folder)) {
          Files.deleteIfExists(folder);
        }
      } catch (DirectoryNotEmptyException e) {
        // Others use it by now, and so its parents.
        return;
      }
    }
  }
}
