// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a worker of a step keeps outside of its own objects: bytes by partition and key, in memory
 * while it lasts and then on disk. What was put when the step is {@linkplain StepFn#save asked to
 * save} is there again after a restart. One thread only, that of the step.
 *
 * <p>Values may be empty; keys must not be changed after a call, nor values.
 */
public interface StepState {
  /** Takes an entry. */
  @FunctionalInterface
  interface EntryConsumer {
    /** Takes an entry; must not change the state it comes from. */
    void accept(int partition, byte[] key, byte[] value) throws IOException;
  }

  /**
   * Returns the number of the snapshot that this state was restored from, 0 if the job has begun
   * anew. Numbers rise from snapshot to snapshot, also over restarts.
   */
  long restoredSnapshot();

  /**
   * Returns whether this worker keeps its state beyond a restart: {@link StepFn#save} is called.
   */
  boolean durable();

  /** Returns the partition that keys with this hash of their identities belong to. */
  int partition(int hash);

  /**
   * Returns a partition of this worker, always the same: for what belongs to no key. Another worker
   * may own it after a restart, which then has several of them; keys must be unique over workers.
   */
  int ownPartition();

  /** Returns the number of this worker among all of its step, on all members; for keys. */
  int worker();

  /** Returns the latest value put for a key, or null if there is none or it was removed. */
  byte @Nullable [] get(int partition, byte[] key) throws IOException;

  /** Puts an entry in the place of the one for the key, if there is one. */
  void put(int partition, byte[] key, byte[] value) throws IOException;

  /** Removes the entry for a key, if there is one. */
  void remove(int partition, byte[] key) throws IOException;

  /** Hands out all entries of this worker's partitions, by partition and key (bytes, unsigned). */
  void forEach(EntryConsumer consumer) throws IOException;

  /** Hands out all entries of a partition whose keys begin with a prefix, in the order of keys. */
  void forEach(int partition, byte[] prefix, EntryConsumer consumer) throws IOException;
}
