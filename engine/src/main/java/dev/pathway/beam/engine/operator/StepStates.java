// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Snapshots;
import dev.pathway.beam.engine.spi.StepState;
import dev.pathway.beam.state.live.LiveMap;
import dev.pathway.beam.state.live.LiveStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The states of a worker's head and steps, by their names. */
final class StepStates {
  private final LiveStore store;
  private final Partitions partitions;
  private final Snapshots snapshots;

  StepStates(LiveStore store, Partitions partitions, Snapshots snapshots) {
    this.store = store;
    this.partitions = partitions;
    this.snapshots = snapshots;
  }

  /** Returns the state of a step. */
  StepState of(String name) throws IOException {
    return new State(store.map(name));
  }

  /** Returns the state of event time. */
  SavedTimes times() {
    return new SavedTimes(store.map(Stage.TIME), partitions.owned());
  }

  private final class State implements StepState {
    private final LiveMap map;

    State(LiveMap map) {
      this.map = map;
    }

    @Override
    public long restoredSnapshot() {
      return snapshots.base();
    }

    @Override
    public boolean durable() {
      return snapshots.durable();
    }

    @Override
    public int partition(int hash) {
      return partitions.partition(hash);
    }

    @Override
    public int ownPartition() {
      return partitions.representative(partitions.self());
    }

    @Override
    public int worker() {
      return partitions.self();
    }

    @Override
    public byte @Nullable [] get(int partition, byte[] key) throws IOException {
      return map.get(partition, key);
    }

    @Override
    public void put(int partition, byte[] key, byte[] value) throws IOException {
      map.put(partition, key, value);
    }

    @Override
    public void remove(int partition, byte[] key) throws IOException {
      map.remove(partition, key);
    }

    @Override
    public void forEach(EntryConsumer consumer) throws IOException {
      map.forEach(consumer::accept);
    }

    @Override
    public void forEach(int partition, byte[] prefix, EntryConsumer consumer) throws IOException {
      map.forEach(partition, prefix, consumer::accept);
    }
  }
}
