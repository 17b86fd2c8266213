// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.engine.spi.StepState.EntryConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The records of a worker's shards that wait for a snapshot to be committed, in a step's state.
 *
 * <p>Entries are under the partition of their shard. Each shard has one of who writes it, with the
 * shard's number as key, and one for each record: its key is the shard's number, the snapshot
 * before the record (it is part of the next), and the record's number since.
 */
final class WaitingRecords {
  /** Takes a record. */
  @FunctionalInterface
  interface RecordConsumer {
    /** Takes a record. */
    void accept(byte[] record) throws IOException;
  }

  /** Who writes a shard, and how many of its records wait, by the snapshot before them. */
  private record Shard(UUID writer, TreeMap<Long, Long> counts) {}

  private static final int SHARD_KEY = Integer.BYTES;
  private static final int RECORD_KEY = Integer.BYTES + 2 * Long.BYTES;

  private final StepState state;
  private final Map<Integer, Shard> shards = new TreeMap<>();
  private long before;

  /** Takes over what there is in a state that was restored. */
  WaitingRecords(StepState state) throws IOException {
    this.state = state;
    before = state.restoredSnapshot();
    // A shard's own key comes before those of its records.
    state.forEach((partition, key, value) -> take(ByteBuffer.wrap(key), ByteBuffer.wrap(value)));
  }

  private void take(ByteBuffer key, ByteBuffer value) throws IOException {
    int shard = key.getInt();
    if (key.remaining() == 0) {
      shards.put(shard, new Shard(new UUID(value.getLong(), value.getLong()), new TreeMap<>()));
      return;
    }
    Shard known = shards.get(shard);
    if (known == null || key.remaining() != RECORD_KEY - SHARD_KEY) {
      throw new IOException("the state of a write to Kafka is damaged: shard " + shard);
    }
    known.counts().merge(key.getLong(), key.getLong() + 1, Math::max);
  }

  /** Returns the shards that have, or had, records. */
  Set<Integer> shards() {
    return Set.copyOf(shards.keySet());
  }

  /** Returns who writes one of the {@link #shards}. */
  UUID writer(int shard) {
    return known(shard).writer();
  }

  private Shard known(int shard) {
    Shard known = shards.get(shard);
    if (known == null) {
      throw new IllegalStateException("nothing is known of shard " + shard);
    }
    return known;
  }

  /** Adds a record, which is part of the next snapshot. */
  void add(int shard, byte[] record) throws IOException {
    Shard known = shards.get(shard);
    if (known == null) {
      known = new Shard(UUID.randomUUID(), new TreeMap<>());
      shards.put(shard, known);
      state.put(partition(shard), ByteBuffer.allocate(SHARD_KEY).putInt(shard).array(), id(known));
    }
    long number = known.counts().merge(before, 1L, Long::sum) - 1;
    state.put(partition(shard), key(shard, before, number), record);
  }

  private static byte[] id(Shard shard) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(shard.writer().getMostSignificantBits())
        .putLong(shard.writer().getLeastSignificantBits())
        .array();
  }

  private int partition(int shard) {
    // As the exchange does, whose keys are the numbers of shards.
    return state.partition(Integer.hashCode(shard));
  }

  private static byte[] key(int shard, long snapshot, long number) {
    return ByteBuffer.allocate(RECORD_KEY).putInt(shard).putLong(snapshot).putLong(number).array();
  }

  /** Notes that what was added is part of a snapshot. */
  void saved(long snapshot) {
    before = snapshot;
  }

  /**
   * Returns whether records of a shard wait that are part of snapshots after one, up to another.
   */
  boolean any(int shard, long after, long upTo) {
    return !counts(shard, after, upTo).isEmpty();
  }

  private Map<Long, Long> counts(int shard, long after, long upTo) {
    return after < upTo ? known(shard).counts().subMap(after, upTo) : Map.of();
  }

  /** Hands out the records of a shard that {@link #any} tells of, in the order they came. */
  void forEach(int shard, long after, long upTo, RecordConsumer consumer) throws IOException {
    EntryConsumer records = (partition, key, value) -> consumer.accept(value);
    for (long snapshot : counts(shard, after, upTo).keySet()) {
      byte[] prefix =
          ByteBuffer.allocate(SHARD_KEY + Long.BYTES).putInt(shard).putLong(snapshot).array();
      state.forEach(partition(shard), prefix, records);
    }
  }

  /** Removes the records of a shard that are part of snapshots up to one. */
  void remove(int shard, long upTo) throws IOException {
    Map<Long, Long> done = known(shard).counts().headMap(upTo);
    for (Map.Entry<Long, Long> each : done.entrySet()) {
      for (long number = 0; number < each.getValue(); number++) {
        state.remove(partition(shard), key(shard, each.getKey(), number));
      }
    }
    done.clear();
  }
}
