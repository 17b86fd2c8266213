// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A directory for files that are of no use once the process has ended.
 *
 * <p>It is {@code pathway-spill-<process>-<unique>} in a base directory that several processes may
 * share. It is locked for as long as it is open; whoever opens another one in the same base deletes
 * those that nobody holds a lock on, which processes left behind that ended without closing them.
 *
 * <p>Thread-safe.
 */
public final class SpillDirectory implements Closeable {
  private static final String PREFIX = "pathway-spill-";
  private static final int ATTEMPTS = 100;

  private final Path path;
  private final DirectoryLock lock;
  private final MadeFolders bases;
  private final AtomicLong files = new AtomicLong();
  private volatile boolean closed;

  private SpillDirectory(Path path, DirectoryLock lock, MadeFolders bases) {
    this.path = path;
    this.lock = lock;
    this.bases = bases;
  }

  /**
   * Creates a spill directory in the base directory, which is created too if need be, with its
   * parents, and deletes abandoned ones there. An abandoned one that cannot be deleted is left.
   *
   * @throws IOException if no directory can be created or locked
   */
  public static SpillDirectory open(Path base) throws IOException {
    SpillDirectory directory = create(base);
    deleteAbandoned(base);
    return directory;
  }

  /**
   * Finds out whether a spill directory can be opened in the base directory, by trying; leaves
   * nothing behind.
   *
   * @throws IOException if no directory can be created or locked
   */
  public static void check(Path base) throws IOException {
    create(base).close();
  }

  /** Returns the directory. */
  public Path path() {
    return path;
  }

  /**
   * Returns the path for a new file, not used before; the caller creates the file.
   *
   * @param purpose a word for people who look into the directory; letters, digits, dots and hyphens
   * @throws IllegalStateException if the directory is closed
   */
  public Path newFile(String purpose) {
    if (!purpose.matches("[A-Za-z0-9.-]+")) {
      throw new IllegalArgumentException(
          "purpose must consist of letters, digits, dots and hyphens: '" + purpose + "'");
    }
    if (closed) {
      throw new IllegalStateException("The spill directory " + path + " is closed");
    }
    return path.resolve(purpose + "-" + files.incrementAndGet());
  }

  /**
   * Deletes the directory with all files, also those still in use, and what was created for it of
   * the base directory and its parents, unless there is something else in them. Closing twice has
   * no effect.
   *
   * @throws IOException if something cannot be deleted; the rest is
   */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      lock.deleteDirectory();
      bases.removeEmpty();
    }
  }

  /*
   * Two processes may open at once, so that one finds the directory of the other before that is
   * locked. It takes the lock itself then and deletes the directory; the creator does not get the
   * lock and starts anew. So it does if another process removes the base directory meanwhile.
   */
  private static SpillDirectory create(Path base) throws IOException {
    IOException failure =
        new IOException(
            "Cannot lock a new spill directory in "
                + base
                + "; does its file system support locks?");
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        @Nullable SpillDirectory directory = tryToCreate(base);
        if (directory != null) {
          return directory;
        }
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static @Nullable SpillDirectory tryToCreate(Path base) throws IOException {
    MadeFolders bases = MadeFolders.make(base);
    @Nullable SpillDirectory created = null;
    try {
      Path path = Files.createTempDirectory(base, PREFIX + process() + "-");
      @Nullable DirectoryLock lock = DirectoryLock.tryAcquire(path, DirectoryLock.Purpose.USE);
      if (lock != null) {
        created = new SpillDirectory(path, lock, bases);
      }
    } finally {
      if (created == null) {
        bases.removeEmpty();
      }
    }
    return created;
  }

  private static void deleteAbandoned(Path base) throws IOException {
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path sibling : siblings) {
        // A file lock is lost when the process closes any channel on the file: one's own are not
        // even tried.
        if (!sibling.getFileName().toString().startsWith(PREFIX + process() + "-")) {
          deleteIfAbandoned(sibling);
        }
      }
    }
  }

  private static void deleteIfAbandoned(Path sibling) {
    try {
      @Nullable DirectoryLock lock =
          DirectoryLock.tryAcquire(sibling, DirectoryLock.Purpose.DELETE);
      if (lock != null) {
        lock.deleteDirectory();
      }
    } catch (IOException e) {
      // Another process deletes it at this moment, or it belongs to another user: not ours to care
      // for.
    }
  }

  /** Returns a name for this process; the start tells it from an earlier one with the same id. */
  private static String process() {
    ProcessHandle process = ProcessHandle.current();
    long startMillis = process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
    return process.pid() + "-" + startMillis;
  }
}
