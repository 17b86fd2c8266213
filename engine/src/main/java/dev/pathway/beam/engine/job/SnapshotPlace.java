// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.state.live.DirectorySegmentStore;
import dev.pathway.beam.state.live.SnapshotLog;
import dev.pathway.beam.state.segment.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder in which a job of this process keeps its snapshots, which no other uses meanwhile. */
public final class SnapshotPlace implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotPlace.class);
  private static final String JOB = "job";

  private final SnapshotLog log;
  private final DirectoryLock lock;

  private SnapshotPlace(SnapshotLog log, DirectoryLock lock) {
    this.log = log;
    this.lock = lock;
  }

  /**
   * Opens a folder, which is made if need be.
   *
   * @throws IOException if another job uses it, or if it cannot be read or made
   */
  public static SnapshotPlace open(Path directory) throws IOException {
    Files.createDirectories(directory);
    DirectoryLock lock = DirectoryLock.tryAcquire(directory, DirectoryLock.Purpose.USE);
    if (lock == null) {
      throw new IOException(
          "The directory "
              + directory
              + " is in use by a job of this process or another; wait for that job to end, or give this one a"
              + " directory of its own");
    }
    boolean opened = false;
    try {
      SnapshotPlace place =
          new SnapshotPlace(
              new SnapshotLog(
                  DirectorySegmentStore.open(directory), JOB, InstantSource.system(), LOG::warn),
              lock);
      opened = true;
      return place;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** Returns the job's attempts and snapshots. */
  public SnapshotLog log() {
    return log;
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
