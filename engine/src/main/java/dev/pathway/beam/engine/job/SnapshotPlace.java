// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.state.live.DirectorySegmentStore;
import dev.pathway.beam.state.live.SnapshotLog;
import dev.pathway.beam.state.segment.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder in which a job keeps its snapshots. */
public final class SnapshotPlace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPlace.class);

  /** A folder has one job. */
  private static final String JOB = "job";

  private final DirectorySegmentStore store;
  private final SnapshotLog log;
  private final @Nullable DirectoryLock lock;

  private SnapshotPlace(
      DirectorySegmentStore store, Consumer<String> warnings, @Nullable DirectoryLock lock) {
    this.store = store;
    this.lock = lock;
    log = new SnapshotLog(store, JOB, InstantSource.system(), warnings);
  }

  /**
   * Opens a folder, which is made if need be, for a job of this process: no other uses it
   * meanwhile.
   *
   * @throws IOException if another job uses it, or if it cannot be read or made
   */
  public static SnapshotPlace open(Path directory) throws IOException {
    Files.createDirectories(directory);
    // Beside the files, of whose folder the store has a lock of its own.
    Path above = directory.toAbsolutePath().getParent();
    DirectoryLock lock =
        DirectoryLock.tryAcquire(above == null ? directory : above, DirectoryLock.Purpose.USE);
    if (lock == null) {
      throw new IOException(
          "The directory "
              + above
              + " is in use by a job of this process or another; wait for that job to end, or give"
              + " this one a directory of its own");
    }
    boolean opened = false;
    try {
      SnapshotPlace place =
          new SnapshotPlace(DirectorySegmentStore.open(directory), LOG::warn, lock);
      opened = true;
      return place;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /**
   * Opens a folder that others may use meanwhile: members of the same job, or a job that is looked
   * at.
   *
   * @param warnings takes a sentence about each thing that is damaged
   */
  public static SnapshotPlace share(Path directory, Consumer<String> warnings) throws IOException {
    return new SnapshotPlace(DirectorySegmentStore.open(directory), warnings, null);
  }

  /** Returns the job's attempts and snapshots. */
  public SnapshotLog log() {
    return log;
  }

  @Override
  public void close() throws IOException {
    try {
      store.close();
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }
}
