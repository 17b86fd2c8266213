// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.saved;

import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One entry of each worker of a step, in which it saves something of its own. One thread only. */
public final class WorkerEntry {
  private final StepState state;
  private final byte kind;
  private byte[] saved = {};

  /**
   * Creates the entry, which is not saved yet.
   *
   * @param kind what the keys of such entries begin with, and those of no other entries of the step
   */
  public WorkerEntry(StepState state, byte kind) {
    this.state = state;
    this.kind = kind;
  }

  /**
   * Takes what was saved by this worker, and by others of which it is the successor: from here on
   * that is up to this one.
   */
  public List<byte[]> take() throws IOException {
    List<Integer> partitions = new ArrayList<>();
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    state.forEach(
        (partition, key, value) -> {
          if (key[0] == kind) {
            partitions.add(partition);
            keys.add(key);
            values.add(value);
          }
        });
    for (int i = 0; i < keys.size(); i++) {
      state.remove(partitions.get(i), keys.get(i));
    }
    return values;
  }

  /** Saves this worker's, in the place of what it saved before. */
  public void save(byte[] value) throws IOException {
    if (!Arrays.equals(value, saved)) {
      saved = value;
      byte[] key = ByteBuffer.allocate(1 + Integer.BYTES).put(kind).putInt(state.worker()).array();
      state.put(state.ownPartition(), key, value);
    }
  }
}
