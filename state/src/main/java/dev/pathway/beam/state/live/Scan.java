// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.Cleanup;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pass over entries; holds the segments they are in, whatever is merged meanwhile. */
final class Scan implements Closeable {
  private final List<LiveSegment> held = new ArrayList<>();
  private final EntryCursor entries;

  /**
   * Begins a pass.
   *
   * @param newest cursors over what is newer than the layers, from the newest to the oldest
   * @param prefix what keys begin with
   * @param partitions those of interest
   */
  Scan(List<EntryCursor> newest, List<Layer> newestFirst, byte[] prefix, PartitionSet partitions)
      throws IOException {
    List<EntryCursor> cursors = new ArrayList<>(newest);
    for (Layer layer : newestFirst) {
      PartitionSet both = layer.partitions().and(partitions);
      if (!both.isEmpty()) {
        held.add(layer.segment().retain());
        cursors.add(new LayerCursor(layer.segment(), both, prefix));
      }
    }
    boolean begun = false;
    try {
      entries = new MergedEntries(cursors);
      begun = true;
    } finally {
      if (!begun) {
        close();
      }
    }
  }

  EntryCursor entries() {
    return entries;
  }

  @Override
  public void close() throws IOException {
    @Nullable IOException failure = null;
    for (LiveSegment segment : held) {
      failure = Cleanup.attempt(segment::release, failure);
    }
    held.clear();
    if (failure != null) {
      throw failure;
    }
  }
}
