// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.live.LiveMap;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Event time in the state of a worker, with each of its partitions, since others may own some of
 * them afterwards.
 */
final class SavedTimes {
  private static final byte[] KEY = {};

  private final LiveMap map;
  private final int[] partitions;
  private byte @Nullable [] saved;
  private @Nullable EventTimes restored;

  SavedTimes(LiveMap map, int[] partitions) {
    this.map = map;
    this.partitions = partitions;
  }

  /** Returns where event time had come for all of the partitions, null if that is not known. */
  @Nullable EventTimes restore() throws IOException {
    map.forEach(
        (partition, key, value) -> {
          EventTimes times = EventTimes.of(value);
          restored = restored == null ? times : restored.min(times);
        });
    return restored;
  }

  /** Saves where event time has come. */
  void save(EventTimes times) throws IOException {
    byte[] bytes = times.bytes();
    if (!Arrays.equals(bytes, saved)) {
      for (int partition : partitions) {
        map.put(partition, KEY, bytes);
      }
      saved = bytes;
    }
  }
}
