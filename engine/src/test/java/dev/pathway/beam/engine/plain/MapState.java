// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The state of one worker of a step, in maps; sees to it that it is used as it is meant to be. */
public final class MapState implements StepState {
  private final int worker;
  private final int ownPartition;
  private final IntPredicate owned;
  private final IntUnaryOperator partitionOf;
  private final long restoredSnapshot;
  private final Map<Integer, NavigableMap<byte[], byte[]>> entries;
  private boolean handingOut;
  private int puts;
  private int removals;
  private long putBytes;

  /** What workers have saved, by partition. */
  public record Snapshot(long number, Map<Integer, NavigableMap<byte[], byte[]>> entries) {
    /** The beginning of a job. */
    public static final Snapshot NONE = new Snapshot(0, Map.of());

    /** Returns a copy of what several workers hold. */
    public static Snapshot of(long number, Iterable<MapState> workers) {
      Map<Integer, NavigableMap<byte[], byte[]>> all = new TreeMap<>();
      for (MapState worker : workers) {
        worker.entries.forEach(
            (partition, held) -> all.merge(partition, copy(held), MapState::union));
      }
      return new Snapshot(number, all);
    }
  }

  /**
   * Creates the state of a worker.
   *
   * @param snapshot what it goes on from
   * @param worker the worker's number
   * @param owners for each partition the worker that owns it
   * @param partitionOf returns the partition of a hash
   */
  public MapState(Snapshot snapshot, int worker, int[] owners, IntUnaryOperator partitionOf) {
    this(
        snapshot,
        worker,
        partition -> owners[partition] == worker,
        IntStream.range(0, owners.length)
            .filter(p -> owners[p] == worker)
            .findFirst()
            .orElseThrow(),
        partitionOf);
  }

  private MapState(
      Snapshot snapshot,
      int worker,
      IntPredicate owned,
      int ownPartition,
      IntUnaryOperator partitionOf) {
    this.worker = worker;
    this.owned = owned;
    this.ownPartition = ownPartition;
    this.partitionOf = partitionOf;
    restoredSnapshot = snapshot.number;
    entries = new TreeMap<>();
    snapshot.entries.forEach(
        (partition, held) -> {
          if (owned.test(partition)) {
            entries.put(partition, copy(held));
          }
        });
  }

  /** Creates the state of the only worker of a step. */
  public static MapState alone(Snapshot snapshot) {
    return copy(snapshot, 0);
  }

  /** Creates the state of a worker that is given all there is. */
  public static MapState copy(Snapshot snapshot, int ownPartition) {
    return new MapState(snapshot, 0, partition -> true, ownPartition, hash -> ownPartition);
  }

  private static NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> held) {
    NavigableMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
    held.forEach((key, value) -> copy.put(key.clone(), value.clone()));
    return copy;
  }

  private static NavigableMap<byte[], byte[]> union(
      NavigableMap<byte[], byte[]> left, NavigableMap<byte[], byte[]> right) {
    right.forEach(
        (key, value) -> {
          if (left.put(key, value) != null) {
            throw new IllegalStateException("two workers have saved " + Arrays.toString(key));
          }
        });
    return left;
  }

  /** Returns how many entries were put. */
  public int puts() {
    return puts;
  }

  /** Returns how many removals there were. */
  public int removals() {
    return removals;
  }

  /** Returns how many bytes were put. */
  public long putBytes() {
    return putBytes;
  }

  /** Returns the number of entries. */
  public int size() {
    return entries.values().stream().mapToInt(Map::size).sum();
  }

  @Override
  public long restoredSnapshot() {
    return restoredSnapshot;
  }

  @Override
  public boolean durable() {
    return true;
  }

  @Override
  public int partition(int hash) {
    return partitionOf.applyAsInt(hash);
  }

  @Override
  public int ownPartition() {
    return ownPartition;
  }

  @Override
  public int worker() {
    return worker;
  }

  @Override
  public byte @Nullable [] get(int partition, byte[] key) {
    return entries(partition).get(key);
  }

  @Override
  public void put(int partition, byte[] key, byte[] value) {
    puts++;
    putBytes += key.length + value.length;
    changeable(partition).put(key, value);
  }

  @Override
  public void remove(int partition, byte[] key) {
    removals++;
    changeable(partition).remove(key);
  }

  private NavigableMap<byte[], byte[]> changeable(int partition) {
    if (handingOut) {
      throw new IllegalStateException("the state changes while it is handed out");
    }
    return entries(partition);
  }

  private NavigableMap<byte[], byte[]> entries(int partition) {
    if (!owned.test(partition)) {
      throw new IllegalStateException(
          "partition " + partition + " is not that of worker " + worker);
    }
    return entries.computeIfAbsent(partition, key -> new TreeMap<>(Arrays::compareUnsigned));
  }

  @Override
  public void forEach(EntryConsumer consumer) throws IOException {
    for (int partition : entries.keySet()) {
      forEach(partition, new byte[0], consumer);
    }
  }

  @Override
  public void forEach(int partition, byte[] prefix, EntryConsumer consumer) throws IOException {
    handingOut = true;
    try {
      for (Map.Entry<byte[], byte[]> entry : entries(partition).tailMap(prefix).entrySet()) {
        byte[] key = entry.getKey();
        if (key.length < prefix.length
            || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
          break;
        }
        consumer.accept(partition, key, entry.getValue());
      }
    } finally {
      handingOut = false;
    }
  }
}
