// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.connectors.kafka;

import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that wait in a state which is there again after a restart, and are written once the
 * snapshot that they are part of is committed, if they were not before the restart.
 *
 * <p>That they were is known by the {@linkplain Marker marker} of their shard, which is committed
 * with them. It is read after the shard was taken over, so that nobody else changes it any more,
 * and counts if it is of the writer that the state names: of somebody else it says nothing about
 * these records.
 */
final class CommittedWrites {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedWrites.class);

  private final TransactionalWrite write;
  private final ShardWriters writers;
  private final String job;
  private final WaitingRecords waiting;

  /** Up to which snapshot the records of a shard are written that was taken over. */
  private final Map<Integer, Long> written = new HashMap<>();

  /** Takes over the shards of a state that was restored. */
  CommittedWrites(TransactionalWrite write, ShardWriters writers, String job, StepState state)
      throws IOException {
    this.write = write;
    this.writers = writers;
    this.job = job;
    waiting = new WaitingRecords(state);
    for (int shard : waiting.shards()) {
      takeOver(shard, state.restoredSnapshot());
    }
  }

  /**
   * Takes over a shard that has come to a snapshot. If Kafka is ahead, the job goes on from a state
   * that is older than its last. Its marker is set back at once: it would be taken for that of
   * records which are still to come.
   */
  private void takeOver(int shard, long snapshot) throws IOException {
    ShardWriter writer = writers.of(shard);
    Marker marker = ownMarker(shard);
    if (marker != null && marker.snapshot() > snapshot) {
      LOG.warn(
          "'{}' goes on from snapshot {}, and shard '{}' in Kafka has come to {}: what was written"
              + " since then will be written again",
          write.name(),
          snapshot,
          write.id(shard),
          marker.snapshot());
      writer.begin(new Marker(marker.writer(), snapshot), job);
      writer.commit();
    }
    written.put(shard, marker == null ? 0 : Math.min(marker.snapshot(), snapshot));
  }

  private @Nullable Marker ownMarker(int shard) throws IOException {
    Marker marker = Marker.read(write, shard);
    return marker != null && marker.writer().equals(waiting.writer(shard)) ? marker : null;
  }

  /** Takes a record of a shard. */
  void add(int shard, byte[] record) throws IOException {
    waiting.add(shard, record);
  }

  /** Notes that all records so far are part of a snapshot. */
  void saved(long snapshot) {
    waiting.saved(snapshot);
  }

  /** Writes the records of a snapshot, and those before, and returns how many these were. */
  long committed(long snapshot) throws IOException {
    List<Integer> shards =
        waiting.shards().stream().filter(shard -> waiting.any(shard, 0, snapshot)).toList();
    // Those of one shard are on their way while the next ones are sent.
    for (int shard : shards) {
      ShardWriter writer = writers.of(shard);
      long after = written(shard, snapshot);
      if (waiting.any(shard, after, snapshot)) {
        writer.begin(new Marker(waiting.writer(shard), snapshot), job);
        waiting.forEach(shard, after, snapshot, writer::send);
      }
    }
    long count = 0;
    for (int shard : shards) {
      ShardWriter writer = writers.of(shard);
      if (writer.isOpen()) {
        count += writer.commit();
      }
      waiting.remove(shard, snapshot);
    }
    return count;
  }

  /**
   * Returns up to which snapshot the records of a shard are written. One that has begun in this run
   * has a marker only if another run has begun since, from a snapshot of this one.
   */
  private long written(int shard, long snapshot) throws IOException {
    Long known = written.get(shard);
    if (known == null) {
      Marker marker = ownMarker(shard);
      if (marker != null && marker.snapshot() > snapshot) {
        throw new IOException(
            "'" + write.name() + "' is not to go on: " + WriteFailure.overtaken(write.id(shard)));
      }
      known = marker == null ? 0 : marker.snapshot();
      written.put(shard, known);
    }
    return known;
  }
}
