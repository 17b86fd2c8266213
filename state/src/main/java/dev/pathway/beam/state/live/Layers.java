// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.Cleanup;
import dev.pathway.beam.state.segment.KeyFilter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The segments of a worker, and their merges. Thread-confined; merges run where they are told. */
final class Layers implements Closeable {
  /** With more of them, the worker waits for a merge, or does it itself. */
  private static final int MAX_LAYERS = 64;

  private final LiveResources resources;
  private final PartitionSet owned;

  /** From the newest to the oldest. */
  private final List<Layer> layers;

  private final List<Merge> merges = new ArrayList<>();

  Layers(LiveResources resources, PartitionSet owned, List<Layer> newestFirst) {
    this.resources = resources;
    this.owned = owned;
    this.layers = new ArrayList<>(newestFirst);
  }

  List<Layer> newestFirst() {
    return layers;
  }

  boolean isEmpty() {
    return layers.isEmpty();
  }

  /** Returns the hash that the key of an entry is looked up with. */
  static long hash(EntryKey key) {
    return KeyFilter.hash(key.bytes(), 0, key.length());
  }

  /** Returns whether there may be something of a key, be it that it was removed. */
  boolean mayContain(int partition, long hash) throws IOException {
    for (Layer layer : layers) {
      if (layer.mayContain(partition, hash)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the value of a key, or null if there is none. */
  byte @Nullable [] get(int partition, EntryKey key, long hash) throws IOException {
    for (Layer layer : layers) {
      if (layer.mayContain(partition, hash)) {
        byte @Nullable [] found = layer.find(key);
        if (found != null) {
          return found == Layer.REMOVED ? null : found;
        }
      }
    }
    return null;
  }

  /** Adds the newest segment; takes over a hold on it. */
  void add(LiveSegment segment) {
    layers.add(0, new Layer(segment, owned, segment.length()));
  }

  /** Takes what merges have ended with, and begins others that are due. */
  void merge() throws IOException {
    adopt();
    boolean isDue = true;
    while (isDue) {
      isDue = beginMerge();
      adopt();
    }
    while (layers.size() > MAX_LAYERS && !merges.isEmpty()) {
      // One that nobody has begun yet need not be waited for.
      merges.get(0).run();
      take(merges.remove(0));
    }
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (Merge merge : merges) {
      failure = Cleanup.attempt(merge::cancel, failure);
    }
    for (Layer layer : layers) {
      failure = Cleanup.attempt(layer.segment()::release, failure);
    }
    merges.clear();
    layers.clear();
    if (failure != null) {
      throw failure;
    }
  }

  private boolean beginMerge() throws IOException {
    int merging = firstThatIsMerged();
    int count = MergeChoice.choose(layers.subList(0, merging), merging == layers.size());
    if (count < 2) {
      return false;
    }
    Merge merge =
        new Merge(layers.subList(0, count), count == layers.size(), resources.spill().get());
    try {
      resources.merges().execute(merge);
    } catch (RejectedExecutionException e) {
      // Whoever runs merges has ended, and so will this worker.
      merge.cancel();
      return false;
    }
    merges.add(merge);
    return true;
  }

  private int firstThatIsMerged() {
    int first = layers.size();
    for (Merge merge : merges) {
      first = Math.min(first, layers.indexOf(merge.from().get(0)));
    }
    return first;
  }

  private void adopt() throws IOException {
    for (int i = merges.size() - 1; i >= 0; i--) {
      if (merges.get(i).isDone()) {
        take(merges.remove(i));
      }
    }
  }

  private void take(Merge merge) throws IOException {
    @Nullable LiveSegment merged = merge.result();
    int first = layers.indexOf(merge.from().get(0));
    List<Layer> replaced = layers.subList(first, first + merge.from().size());
    replaced.clear();
    if (merged != null) {
      layers.add(first, new Layer(merged, owned, merged.length()));
    }
    @Nullable IOException failure = null;
    for (Layer layer : merge.from()) {
      failure = Cleanup.attempt(layer.segment()::release, failure);
    }
    if (failure != null) {
      throw failure;
    }
  }
}
