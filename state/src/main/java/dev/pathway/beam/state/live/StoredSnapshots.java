// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import dev.pathway.beam.state.live.WorkerManifest.StoredLayer;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which files snapshots consist of, and whether they are there. */
final class StoredSnapshots {
  private final SegmentStore store;
  private final JobNames names;
  private final Set<String> segments;
  private final Set<String> damaged = new HashSet<>();

  /** Looks at what is there at this moment. */
  StoredSnapshots(SegmentStore store, JobNames names) throws IOException {
    this.store = store;
    this.names = names;
    this.segments = new HashSet<>(store.list(names.segments()));
    for (String name : store.list(names.damaged())) {
      damaged.add(names.segmentOfDamaged(name));
    }
  }

  /**
   * Returns what a snapshot takes, once all of it is known to be there.
   *
   * @param begun the beginning of the attempt that has taken it, if it can be read
   * @throws DamagedSegmentException if something is missing or damaged, with its name
   */
  SnapshotInfo check(Committed committed, @Nullable Begun begun) throws IOException {
    if (begun == null) {
      throw StoredRecord.damaged(names.log(committed.attempt()), "it is missing or unreadable");
    }
    long bytes = 0;
    Set<String> files = new HashSet<>();
    for (String name : names.manifests(committed)) {
      byte[] content = read(store, name);
      bytes += content.length;
      files.add(name);
      for (StoredLayer layer : WorkerManifest.decode(name, content).layers()) {
        if (layer.stored() != null) {
          checkSegment(layer.stored().name());
          bytes += files.add(layer.stored().name()) ? layer.stored().length() : 0;
        }
      }
    }
    return new SnapshotInfo(
        committed.snapshot(), committed.attempt(), committed.timeMillis(), bytes, files.size());
  }

  /**
   * Reads a file.
   *
   * @throws DamagedSegmentException if it is missing
   */
  static byte[] read(SegmentStore store, String name) throws IOException {
    try {
      return store.read(name);
    } catch (NoSuchFileException e) {
      throw StoredRecord.damaged(name, "it is missing");
    }
  }

  private void checkSegment(String name) throws IOException {
    if (!segments.contains(name)) {
      throw StoredRecord.damaged(name, "it is missing");
    }
    if (damaged.contains(name)) {
      throw StoredRecord.damaged(name, "it was found so when it was to be restored");
    }
  }
}
