// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.live.LogEntry.Begun;
import dev.pathway.beam.state.live.LogEntry.Committed;
import dev.pathway.beam.state.live.WorkerManifest.StoredLayer;
import dev.pathway.beam.state.segment.Cleanup;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings the state of workers back from the snapshot an attempt goes on from. Thread-safe. */
final class Restoring {
  private final Attempt.Where where;
  private final AttemptBase base;
  private final @Nullable Begun begun;
  private final FetchedSegments fetched;

  /** Manifests by stage; each worker of this member asks for all of its stage. */
  private final Map<String, SoftReference<List<WorkerManifest>>> manifests = new HashMap<>();

  Restoring(Attempt.Where where, AttemptBase base, @Nullable Begun begun) {
    this.where = where;
    this.base = base;
    this.begun = begun;
    this.fetched = new FetchedSegments(where.store(), where.names());
  }

  /** Returns layers with what whoever owned the partitions had, from the newest to the oldest. */
  List<Layer> layers(String stage, PartitionSet owned, LiveResources resources) throws IOException {
    List<Layer> layers = new ArrayList<>();
    boolean complete = false;
    try {
      for (WorkerManifest manifest : manifests(stage)) {
        addLayers(manifest, owned, resources.spill().get(), layers);
      }
      complete = true;
      return layers;
    } finally {
      if (!complete) {
        release(layers);
      }
    }
  }

  /** Returns layers with what one worker had, from the newest to the oldest. */
  List<Layer> replica(String stage, int worker, LiveResources resources) throws IOException {
    List<WorkerManifest> all = manifests(stage);
    List<Layer> layers = new ArrayList<>();
    boolean complete = all.isEmpty();
    if (complete) {
      return layers;
    }
    try {
      addLayers(all.get(worker % all.size()), PartitionSet.ALL, resources.spill().get(), layers);
      complete = true;
      return layers;
    } finally {
      if (!complete) {
        release(layers);
      }
    }
  }

  /*
   * The layers of one worker keep their order; those of different ones have different partitions,
   * so that it does not matter which come first.
   */
  private void addLayers(
      WorkerManifest manifest, PartitionSet owned, SpillDirectory spill, List<Layer> layers)
      throws IOException {
    for (StoredLayer stored : manifest.layers()) {
      PartitionSet partitions = stored.partitions().and(owned);
      if (!partitions.isEmpty()) {
        double share = (double) partitions.size() / stored.partitions().size();
        long weightBytes = (long) Math.ceil(stored.weightBytes() * share);
        layers.add(new Layer(segment(stored, spill), partitions, weightBytes));
      }
    }
  }

  private LiveSegment segment(StoredLayer stored, SpillDirectory spill) throws IOException {
    if (stored.stored() != null) {
      return fetched.get(stored.stored(), spill);
    }
    Path path = spill.newFile("restored");
    boolean complete = false;
    try {
      Files.write(path, stored.content() == null ? new byte[0] : stored.content());
      LiveSegment segment = LiveSegment.open(path, null);
      complete = true;
      return segment;
    } finally {
      if (!complete) {
        Files.deleteIfExists(path);
      }
    }
  }

  private synchronized List<WorkerManifest> manifests(String stage) throws IOException {
    int stageNumber = begun == null ? -1 : begun.stageNumber(stage);
    if (begun == null || stageNumber < 0) {
      return List.of();
    }
    SoftReference<List<WorkerManifest>> known = manifests.get(stage);
    List<WorkerManifest> all = known == null ? null : known.get();
    if (all == null) {
      all = new ArrayList<>();
      String start = where.names().manifests(base.attempt(), stageNumber);
      for (String name : manifestNames()) {
        if (name.startsWith(start)) {
          all.add(WorkerManifest.decode(name, StoredSnapshots.read(where.store(), name)));
        }
      }
      manifests.put(stage, new SoftReference<>(all));
    }
    return all;
  }

  private List<String> manifestNames() throws IOException {
    if (where.log().find(base.place()) instanceof Committed committed) {
      return where.names().manifests(committed);
    }
    throw StoredRecord.damaged(where.names().log(base.place()), "it is missing");
  }

  private static void release(List<Layer> layers) throws IOException {
    @Nullable IOException failure = null;
    for (Layer layer : layers) {
      failure = Cleanup.attempt(layer.segment()::release, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
