// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.DirectoryLock;
import dev.pathway.beam.state.segment.DirectoryNames;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The manifest on the disk, and whether it is known which one that is.
 *
 * <p>One thread at a time replaces it; the doubt may be looked at by any.
 */
final class StoredManifest {
  private final Path directory;
  private final DirectoryLock lock;
  private final boolean isDurable;
  private volatile @Nullable IOException doubt;

  /**
   * The manifest in a directory.
   *
   * @param lock what must be held on the directory
   * @param isDurable whether it is forced to the disk
   */
  StoredManifest(Path directory, DirectoryLock lock, boolean isDurable) {
    this.directory = directory;
    this.lock = lock;
    this.isDurable = isDurable;
  }

  /**
   * Puts another in its place.
   *
   * @throws IOException if it cannot be written, the directory is not the store's any more, or it
   *     is in doubt; it is from now on if only forcing it to the disk has failed
   */
  void replace(Manifest manifest) throws IOException {
    checkCertain();
    lock.check();
    manifest.prepare(directory, isDurable);
    lock.check();
    Manifest.replace(directory);
    try {
      if (isDurable) {
        DirectoryNames.force(directory);
      }
    } catch (IOException e) {
      doubt = e;
      throw e;
    }
  }

  /** Returns whether it is not known which manifest a crash would leave. */
  boolean isInDoubt() {
    return doubt != null;
  }

  /** Refuses to go on if {@link #isInDoubt}. */
  void checkCertain() throws IOException {
    IOException cause = doubt;
    if (cause != null) {
      throw new IOException(
          "It is not known whether the last change of "
              + directory
              + " is on the disk; open it anew",
          cause);
    }
  }
}
