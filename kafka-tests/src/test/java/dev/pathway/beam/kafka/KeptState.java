// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.kafka;

import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The durable state of one worker of a step, in memory. */
final class KeptState implements StepState {
  private static final int PARTITIONS = 271;

  private final NavigableMap<Integer, NavigableMap<byte[], byte[]>> entries = new TreeMap<>();
  private final int worker;
  private final long restored;
  private boolean walking;

  /**
   * Creates the state of a worker.
   *
   * @param worker its number
   * @param workers how many there are
   * @param restored the snapshot that the job goes on from, 0 if none
   * @param saved what all workers had put by then
   */
  KeptState(int worker, int workers, long restored, Iterable<KeptState> saved) {
    this.worker = worker;
    this.restored = restored;
    for (KeptState each : saved) {
      each.entries.forEach(
          (partition, map) -> {
            if (partition % workers == worker) {
              map(partition).putAll(map);
            }
          });
    }
  }

  /** Returns the partition of a hash. */
  static int partitionOf(int hash) {
    return Math.floorMod(hash, PARTITIONS);
  }

  /** Returns a copy, which does not change. */
  KeptState copy() {
    KeptState copy = new KeptState(worker, 1, restored, List.of());
    entries.forEach((partition, map) -> copy.map(partition).putAll(map));
    return copy;
  }

  /** Returns how many entries there are. */
  int size() {
    return entries.values().stream().mapToInt(Map::size).sum();
  }

  private NavigableMap<byte[], byte[]> map(int partition) {
    return entries.computeIfAbsent(partition, key -> new TreeMap<>(Arrays::compareUnsigned));
  }

  @Override
  public long restoredSnapshot() {
    return restored;
  }

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public int partition(int hash) {
    return partitionOf(hash);
  }

  @Override
  public int ownPartition() {
    return worker;
  }

  @Override
  public int worker() {
    return worker;
  }

  @Override
  public byte @Nullable [] get(int partition, byte[] key) {
    return map(partition).get(key);
  }

  @Override
  public void put(int partition, byte[] key, byte[] value) {
    requireStill();
    map(partition).put(key, value);
  }

  @Override
  public void remove(int partition, byte[] key) {
    requireStill();
    map(partition).remove(key);
  }

  private void requireStill() {
    if (walking) {
      throw new IllegalStateException("changed while its entries are handed out");
    }
  }

  @Override
  public void forEach(EntryConsumer consumer) throws IOException {
    for (int partition : entries.keySet()) {
      forEach(partition, new byte[0], consumer);
    }
  }

  @Override
  public void forEach(int partition, byte[] prefix, EntryConsumer consumer) throws IOException {
    walking = true;
    try {
      for (Map.Entry<byte[], byte[]> each : map(partition).tailMap(prefix).entrySet()) {
        byte[] key = each.getKey();
        if (key.length < prefix.length
            || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
          return;
        }
        consumer.accept(partition, key, each.getValue());
      }
    } finally {
      walking = false;
    }
  }
}
