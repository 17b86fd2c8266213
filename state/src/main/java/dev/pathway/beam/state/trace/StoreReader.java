// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.DirectoryLock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was committed last to a {@link TraceStore} that somebody else may be using: it takes no lock
 * and writes nothing. Commits and merges after it was opened do not change what it reads.
 */
public final class StoreReader implements Closeable {
  /*
   * The manifest names all files of a commit, which are not changed any more, and deleted only once
   * a later manifest does not name them. So files that are open stay readable, and if one has gone
   * before it could be opened, there is another manifest.
   */
  private static final int ATTEMPTS = 100;

  private final Manifest manifest;
  private final Snapshot snapshot;
  private final boolean inUse;

  private StoreReader(Manifest manifest, Snapshot snapshot, boolean inUse) {
    this.manifest = manifest;
    this.snapshot = snapshot;
    this.inUse = inUse;
  }

  /**
   * Opens the store in a directory.
   *
   * @throws DamagedSegmentException if its files are not those that were written, as far as that
   *     shows without reading them all
   * @throws IOException if they cannot be read
   */
  public static StoreReader open(Path directory) throws IOException {
    return open(directory, () -> {});
  }

  /**
   * Opens the store in a directory.
   *
   * @param between is run each time between reading the manifest and opening the files
   */
  static StoreReader open(Path directory, Runnable between) throws IOException {
    boolean inUse = DirectoryLock.isLocked(directory);
    Manifest manifest = StoreFiles.manifest(directory);
    for (int attempt = 1; ; attempt++) {
      between.run();
      try {
        Snapshot snapshot =
            new Snapshot(opened(manifest, directory), new Arrangements(manifest.arrangements()));
        return new StoreReader(manifest, snapshot, inUse);
      } catch (IOException e) {
        Manifest next = StoreFiles.manifest(directory);
        if (next.equals(manifest) || attempt == ATTEMPTS) {
          throw e;
        }
        manifest = next;
      }
    }
  }

  private static List<TraceSegment> opened(Manifest manifest, Path directory) throws IOException {
    List<TraceSegment> segments = new ArrayList<>();
    boolean all = false;
    try {
      for (Manifest.Entry entry : manifest.segments()) {
        TraceSegment segment =
            new TraceSegment(directory, entry.number(), entry.length(), entry.bytes(), () -> false);
        segments.add(segment);
        segment.checkFile();
        segment.segment();
      }
      all = true;
      return segments;
    } finally {
      if (!all) {
        LiveSegments.unpin(segments);
      }
    }
  }

  /** Returns the number of the epoch, 0 if there is none. */
  public long epoch() {
    return manifest.epoch();
  }

  /** Returns the bytes of the files that hold the pairs. */
  public long bytes() {
    return manifest.segments().stream().mapToLong(Manifest.Entry::length).sum();
  }

  /** Returns whether somebody was using the store when it was opened, as far as that shows. */
  public boolean inUse() {
    return inUse;
  }

  /** Returns all arrangements, until this is closed. */
  public Snapshot snapshot() {
    return snapshot;
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
