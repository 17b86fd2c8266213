// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.LoaderInput;
import dev.pathway.beam.engine.spi.StepState;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is saved of the splits that a worker reads of a source: each split once, as it was listed,
 * and how far it has been read whenever that has changed. Splits are known by their numbers in the
 * listing; those of a worker that is gone stay under its partition. One thread only.
 */
final class SavedSplits {
  private static final byte SPLIT = 0;
  private static final byte PROGRESS = 1;

  private final StepState state;

  /** A split of this worker's. */
  static final class Entry {
    private final int partition;
    private final int number;
    private final Serializable split;
    private byte @Nullable [] progress;

    private Entry(int partition, int number, Serializable split) {
      this.partition = partition;
      this.number = number;
      this.split = split;
    }

    /** Returns the split. */
    Serializable split() {
      return split;
    }

    /** Returns how far it had been read when it was saved; null if it never was. */
    byte @Nullable [] progress() {
      return progress;
    }
  }

  SavedSplits(StepState state) {
    this.state = state;
  }

  /**
   * Returns the splits that were saved in this worker's partitions.
   *
   * @param loader loads the classes of splits
   */
  List<Entry> restore(ClassLoader loader) throws IOException {
    Map<Integer, Entry> entries = new TreeMap<>();
    state.forEach(
        (partition, key, value) -> {
          if (key[0] == SPLIT) {
            int number = number(key);
            entries.put(number, new Entry(partition, number, read(value, loader)));
          }
        });
    state.forEach(
        (partition, key, value) -> {
          Entry entry = entries.get(number(key));
          if (key[0] == PROGRESS && entry != null) {
            entry.progress = value;
          }
        });
    return new ArrayList<>(entries.values());
  }

  private static Serializable read(byte[] split, ClassLoader loader) throws IOException {
    try (LoaderInput in = new LoaderInput(split, loader)) {
      return (Serializable) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("a split that was saved is of a class that is not here: " + e, e);
    }
  }

  /**
   * Adds splits that are dealt out by their numbers to all workers of a source.
   *
   * @param all what was listed
   * @param workers the number of workers
   */
  List<Entry> deal(List<? extends Serializable> all, int workers) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = state.worker(); i < all.size(); i += workers) {
      Entry entry = new Entry(state.ownPartition(), i, all.get(i));
      state.put(entry.partition, key(SPLIT, i), LoaderInput.bytes(entry.split));
      entries.add(entry);
    }
    return entries;
  }

  /** Saves how far a split has been read. */
  void save(Entry entry, byte[] progress) throws IOException {
    if (!Arrays.equals(progress, entry.progress)) {
      entry.progress = progress;
      state.put(entry.partition, key(PROGRESS, entry.number), progress);
    }
  }

  private static byte[] key(byte kind, int number) {
    return ByteBuffer.allocate(1 + Integer.BYTES).put(kind).putInt(number).array();
  }

  private static int number(byte[] key) {
    return ByteBuffer.wrap(key).getInt(1);
  }
}
