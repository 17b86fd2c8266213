// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LiveSegment.StoredName;
import dev.pathway.beam.state.live.WorkerManifest.StoredLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Puts the snapshots of a worker into the store. Thread-safe. */
final class WorkerUploads {
  /** Segments that are shorter are part of the manifest. */
  private static final long INLINED_BYTES = 32L << 10;

  /** How often, at most, until they are uploaded after all: they are still there. */
  private static final int MAX_TIMES_INLINED = 8;

  private final SegmentStore store;
  private final JobNames names;
  private final long attempt;
  private final String stage;
  private final int stageNumber;
  private final int worker;
  private final AtomicLong nextSegment = new AtomicLong();

  /** What the last manifest that was put consists of. */
  private List<LiveSegment> uploaded = List.of();

  private long lastSealed;
  private boolean isAnyUploaded;

  WorkerUploads(
      SegmentStore store,
      JobNames names,
      long attempt,
      String stage,
      int stageNumber,
      int worker,
      long lastSnapshot) {
    this.store = store;
    this.names = names;
    this.attempt = attempt;
    this.stage = stage;
    this.stageNumber = stageNumber;
    this.worker = worker;
    this.lastSealed = lastSnapshot;
  }

  /**
   * Fixes the segments of a snapshot.
   *
   * @param sealed entries that are newer than the layers, with a claim for the snapshot
   */
  Pending pending(
      long snapshot, PartitionSet owned, List<Layer> layers, @Nullable SealedEntries sealed) {
    if (snapshot <= lastSealed) {
      throw new IllegalArgumentException(
          "Snapshot " + snapshot + " does not come after snapshot " + lastSealed);
    }
    lastSealed = snapshot;
    List<Layer> fixed = new ArrayList<>(layers);
    List<LiveSegment> held = new ArrayList<>();
    for (Layer layer : fixed) {
      held.add(layer.segment().retain());
    }
    return new Pending(
        held,
        sealed,
        () -> {
          List<Layer> all = new ArrayList<>(fixed);
          if (sealed != null) {
            LiveSegment newest = sealed.segment();
            all.add(0, new Layer(newest, owned, newest.length()));
          }
          upload(snapshot, owned, all);
        });
  }

  private void upload(long snapshot, PartitionSet owned, List<Layer> layers) throws IOException {
    List<LiveSegment> segments = layers.stream().map(Layer::segment).toList();
    if (isUploaded(segments)) {
      return;
    }
    List<StoredLayer> stored = new ArrayList<>();
    for (Layer layer : layers) {
      stored.add(store(snapshot, layer));
    }
    WorkerManifest manifest = new WorkerManifest(attempt, snapshot, stage, worker, owned, stored);
    store.put(names.manifest(attempt, stageNumber, worker, snapshot), manifest.encode());
    setUploaded(segments);
  }

  private StoredLayer store(long snapshot, Layer layer) throws IOException {
    LiveSegment segment = layer.segment();
    boolean isSmall = segment.length() < INLINED_BYTES;
    StoredName name =
        segment.store(
            (path, length) -> put(snapshot, path, length), isSmall ? MAX_TIMES_INLINED : 0);
    byte[] content = name == null ? Files.readAllBytes(segment.segment().path()) : null;
    return new StoredLayer(name, content, layer.partitions(), layer.weightBytes());
  }

  private StoredName put(long snapshot, Path path, long length) throws IOException {
    String name =
        names.segment(attempt, stageNumber, worker, snapshot, nextSegment.getAndIncrement());
    StoredName stored = new StoredName(name, length, FileChecksum.of(path));
    store.put(name, path);
    return stored;
  }

  /** A worker whose state is the same as before needs no manifest: its latest one counts. */
  private synchronized boolean isUploaded(List<LiveSegment> segments) {
    return isAnyUploaded && uploaded.equals(segments);
  }

  private synchronized void setUploaded(List<LiveSegment> segments) {
    uploaded = List.copyOf(segments);
    isAnyUploaded = true;
  }
}
