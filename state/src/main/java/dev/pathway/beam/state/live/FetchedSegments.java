// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.pathway.beam.state.live.LiveSegment.StoredName;
import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Local copies of stored segments, one of each for all workers of this process that use it.
 * Thread-safe.
 */
final class FetchedSegments {
  private static final int ATTEMPTS = 2;

  private final SegmentStore store;
  private final JobNames names;
  private final Map<String, Slot> slots = new HashMap<>();

  FetchedSegments(SegmentStore store, JobNames names) {
    this.store = store;
    this.names = names;
  }

  /** Where the copy is, if there is one; locked while it is made. */
  private static final class Slot {
    private @Nullable LiveSegment segment;
  }

  /**
   * Returns a copy, which the caller holds.
   *
   * @throws DamagedSegmentException if the file is not as it was written; that is known to attempts
   *     that begin later
   */
  LiveSegment get(StoredName stored, SpillDirectory spill) throws IOException {
    Slot slot = slot(stored.name());
    synchronized (slot) {
      if (slot.segment == null || !slot.segment.tryRetain()) {
        slot.segment = fetch(stored, spill);
      }
      return slot.segment;
    }
  }

  private synchronized Slot slot(String name) {
    return slots.computeIfAbsent(name, each -> new Slot());
  }

  private LiveSegment fetch(StoredName stored, SpillDirectory spill) throws IOException {
    String problem = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Path path = spill.newFile("restored");
      boolean complete = false;
      try {
        store.fetch(stored.name(), path);
        if (Files.size(path) != stored.length()) {
          problem = "it has " + Files.size(path) + " bytes instead of " + stored.length();
        } else if (FileChecksum.of(path) != stored.checksum()) {
          problem = "its checksum does not match";
        } else {
          LiveSegment segment = LiveSegment.open(path, stored);
          complete = true;
          return segment;
        }
      } catch (NoSuchFileException e) {
        problem = "it is missing";
      } finally {
        if (!complete) {
          Files.deleteIfExists(path);
        }
      }
    }
    DamagedSegmentException damaged = StoredRecord.damaged(stored.name(), problem);
    store.put(names.damaged(stored.name()), String.valueOf(damaged.getMessage()).getBytes(UTF_8));
    throw damaged;
  }
}
