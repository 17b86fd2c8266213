// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Gives complete files names that must not be there yet: by a hard link, which file systems make
 * only once, and under a lock where there are none.
 */
final class ExclusiveNames {
  /** File locks are between processes; within one, one at a time. */
  private static final Object ONE_AT_A_TIME = new Object();

  private final Path lockFile;

  ExclusiveNames(Path lockFile) {
    this.lockFile = lockFile;
  }

  /**
   * Gives a file another name.
   *
   * @return whether the name was free
   */
  boolean give(Path file, Path name) throws IOException {
    try {
      Files.createLink(name, file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return giveLocked(file, name);
    }
  }

  /** Does the same without a hard link. */
  boolean giveLocked(Path file, Path name) throws IOException {
    synchronized (ONE_AT_A_TIME) {
      return giveUnderLock(file, name);
    }
  }

  private boolean giveUnderLock(Path file, Path name) throws IOException {
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assert lock.isValid();
      if (Files.exists(name)) {
        return false;
      }
      Files.move(file, name, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
  }
}
