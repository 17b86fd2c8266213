// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive claim to a directory: an operating system's lock on a file in it, which ends with
 * the process at the latest.
 */
public final class DirectoryLock implements Closeable {
  private static final String FILE_NAME = ".lock";

  /**
   * What this process has locked. A process loses its lock on a file when it closes any channel on
   * it, so the file of a lock that is held must not even be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** What the directory is locked for. */
  public enum Purpose {
    /** To keep files in it. */
    USE(1),
    /** To delete it, since nobody uses it. */
    DELETE(2);

    /** The bytes that the holder writes into the file; nobody who fails to get the lock writes. */
    private final int claimBytes;

    Purpose(int claimBytes) {
      this.claimBytes = claimBytes;
    }
  }

  private final Path directory;
  private final Path real;
  private final Path file;
  private final FileChannel channel;

  /** What the file system knows the file by; no other file is while the channel is open. */
  private final @Nullable Object fileKey;

  private DirectoryLock(
      Path directory, Path real, Path file, FileChannel channel, @Nullable Object fileKey) {
    this.directory = directory;
    this.real = real;
    this.file = file;
    this.channel = channel;
    this.fileKey = fileKey;
  }

  /**
   * Locks the directory; returns null if it is locked already, by this process or another, or is
   * being deleted.
   *
   * @throws IOException if the file system refuses
   */
  public static @Nullable DirectoryLock tryAcquire(Path directory, Purpose purpose)
      throws IOException {
    Path real;
    try {
      real = directory.toRealPath();
    } catch (NoSuchFileException e) {
      return null;
    }
    if (!HELD.add(real)) {
      return null;
    }
    @Nullable DirectoryLock lock = null;
    try {
      lock = tryAcquire(directory, real, purpose);
    } finally {
      if (lock == null) {
        HELD.remove(real);
      }
    }
    return lock;
  }

  private static @Nullable DirectoryLock tryAcquire(Path directory, Path real, Purpose purpose)
      throws IOException {
    Path file = directory.resolve(FILE_NAME);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (NoSuchFileException e) {
      return null;
    }
    @Nullable DirectoryLock lock = null;
    try {
      if (tryLock(channel) && isInPlace(channel, file, purpose.claimBytes)) {
        lock = new DirectoryLock(directory, real, file, channel, keyOf(file));
      }
    } catch (NoSuchFileException e) {
      return null; // The directory is being deleted.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      // A byte far behind the content, for systems on which a locked byte cannot be read.
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by a copy of this class in this process.
    }
  }

  /*
   * Whoever deletes a directory deletes the locked file in it, and another process that has opened
   * that file before can then lock it: a file without a name, while there may be a new one of that
   * name with a lock of its own. So the holder writes as many bytes as tell its purpose and looks
   * whether the file of that name has so many. If it is another file, it belongs to someone with
   * another purpose, is empty, or belongs to someone who deletes the directory as well. The size is
   * looked at because opening and closing the file would end the lock.
   */
  private static boolean isInPlace(FileChannel channel, Path file, int claimBytes)
      throws IOException {
    channel.write(ByteBuffer.allocate(claimBytes), 0);
    return Files.size(file) == claimBytes;
  }

  /**
   * Returns whether somebody has locked the directory, this process or another; false also where
   * that cannot be found out. Writes nothing; who tries for the lock at the same moment may find it
   * taken.
   */
  public static boolean isLocked(Path directory) {
    Path file = directory.resolve(FILE_NAME);
    try {
      if (HELD.contains(directory.toRealPath())) {
        return true;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
          FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, true)) {
        return lock == null;
      }
    } catch (OverlappingFileLockException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns whether the directory is still the one that was locked: somebody may have deleted it in
   * spite of the lock, and another process may have made it anew and locked that.
   */
  public boolean isHeld() {
    try {
      return channel.isOpen() && Objects.equals(keyOf(file), fileKey);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Checks that {@link #isHeld}.
   *
   * @throws IOException if not
   */
  public void check() throws IOException {
    if (!isHeld()) {
      throw new IOException(
          "The directory " + directory + " was deleted or replaced while it was in use");
    }
  }

  /** Gives up the lock and leaves the directory as it is; a second time has no effect. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.close();
      } finally {
        HELD.remove(real);
      }
    }
  }

  /**
   * Deletes the directory with its files and gives up the lock. The lock's own file goes last, so
   * that what is left after a crash can be locked again.
   *
   * @throws IOException the first failure; the rest is deleted
   */
  public void deleteDirectory() throws IOException {
    deleteDirectory(each -> true);
  }

  /**
   * Deletes the files in the directory that are one's own, and gives up the lock; deletes the
   * directory too, unless there are others.
   *
   * @throws IOException the first failure; the rest is deleted
   */
  public void deleteDirectory(Predicate<Path> own) throws IOException {
    @Nullable IOException failure = null;
    try (this;
        DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path each : files) {
        if (!each.equals(file) && own.test(each)) {
          failure = Cleanup.attempt(() -> Files.deleteIfExists(each), failure);
        }
      }
      if (failure == null) {
        failure = Cleanup.attempt(() -> Files.deleteIfExists(file), null);
      }
    }
    if (failure != null) {
      throw failure;
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // There are others' files, or another process has tried for the lock since the file was
      // deleted; it deletes the directory.
    }
  }
}
