// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects values by key, in memory as long as there is some and on disk beyond that.
 *
 * <p>Values are kept encoded. Life: values are {@linkplain #add added}, then the table is
 * {@linkplain #seal sealed} and its groups are read. Keys are the same if {@code equals} says so;
 * equal keys must have the same {@code hashCode} and encoding. Null is a key or a value like any
 * other if its codec can encode it.
 *
 * <p>Cost: an addition is an encoding and a probe of a hash table; when memory is short one of many
 * additions writes all that is in memory to disk, and may merge what was written before. After an
 * {@link IOException} the table can only be closed.
 *
 * <p>Thread-confined until it is sealed.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class GroupTable<K extends @Nullable Object, V extends @Nullable Object>
    implements AutoCloseable {
  private final GroupCodec<K, V> codec;
  private final MemoryAccount memory;
  private final GroupStore<K> store;
  private final Runs runs;
  private final EncodeBuffer buffer = new EncodeBuffer();
  private @Nullable GroupSaver<? super K> saver;
  private @Nullable Groups<K, V> sealed;
  private boolean closed;

  /**
   * Creates an empty table.
   *
   * @param keys encodes keys, when they go to disk
   * @param values encodes values
   * @param markMerge merges the marks of one group: associative and commutative
   * @param memory what the table takes its memory from
   * @param spill gives the directory to write to; asked each time something is written
   */
  public GroupTable(
      Codec<K> keys,
      Codec<V> values,
      LongBinaryOperator markMerge,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill) {
    this.codec = new GroupCodec<>(keys, values, markMerge);
    this.memory = memory.openAccount();
    this.store = new GroupStore<>(keys, markMerge, this.memory);
    this.runs = new Runs(spill, "group", (from, to) -> codec.merge(new RunMerger(from), to));
  }

  /**
   * Adds a value to the group of a key.
   *
   * <p>Ownership: the key is kept and must not change; the value is not kept.
   *
   * @param mark is merged into the mark of the group
   * @throws IOException if the value cannot be encoded, in which case nothing has changed, or the
   *     table cannot be written to disk
   */
  public void add(K key, V value, long mark) throws IOException {
    checkFilling();
    buffer.clear();
    codec.values().encode(value, buffer);
    store.append(row(key, mark), buffer);
    if (!buffer.isContiguous()) {
      buffer.clear(); // It may be large.
    }
    spillIfNeeded();
  }

  /**
   * Has values handed to {@code newSaver}: those that were added since the last time by {@link
   * #saveAdded}, and before they leave the memory. The merge of marks must be idempotent then.
   * Called before anything is added.
   */
  public void saveTo(GroupSaver<? super K> newSaver) {
    saver = newSaver;
    store.trackSaved();
  }

  /** Hands out the values that were added since the last time. */
  public void saveAdded() throws IOException {
    checkFilling();
    if (saver != null) {
      store.save(saver);
    }
  }

  /**
   * Adds values to the group of a key that were handed out for it by this table or another one.
   *
   * @param mark the mark that was handed out with them
   * @param size the number of values
   * @param values holds their encodings, from an index to its end
   * @throws IOException if the table cannot be written to disk
   */
  public void restore(K key, long mark, long size, byte[] values, int from) throws IOException {
    checkFilling();
    store.appendSaved(row(key, mark), size, values, from);
    spillIfNeeded();
  }

  /** Returns the row of a key, with a mark merged into its own. */
  private int row(K key, long mark) throws IOException {
    int hash = KeyIndex.hash(key);
    int row = store.find(key, hash);
    if (row >= 0) {
      store.mergeMark(row, mark);
      return row;
    }
    if (!store.tryMakeRoom()) {
      spill();
      store.makeRoom();
    }
    return store.insert(key, hash, mark);
  }

  private void spillIfNeeded() throws IOException {
    if (memory.isOverdrawn() || store.isNearlyFull()) {
      spill();
    }
  }

  /**
   * Ends the additions and returns the groups, which are valid until they or the table are closed.
   *
   * @throws IOException if part of the table is on disk and the rest cannot be written there
   */
  public Groups<K, V> seal() throws IOException {
    checkFilling();
    buffer.clear();
    Groups<K, V> groups;
    if (runs.isEmpty()) {
      groups = new MemoryGroups<>(store, codec.values());
    } else {
      // What is read now need not be saved.
      saver = null;
      spill();
      List<Segment> segments = runs.open();
      memory.charge((long) segments.size() * SegmentReader.HEAP_BYTES);
      groups = new SpilledGroups<>(codec, runs, segments, memory);
    }
    sealed = groups;
    return groups;
  }

  /**
   * Gives back all memory and files, also those of the sealed groups. Closing twice has no effect.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (sealed != null) {
      sealed.close();
    } else {
      store.reset();
      runs.close();
    }
  }

  private void checkFilling() {
    if (sealed != null || closed) {
      throw new IllegalStateException(
          closed ? "The group table has been closed" : "The group table has been sealed");
    }
  }

  private void spill() throws IOException {
    if (store.groups() > 0) {
      if (saver != null) {
        store.save(saver);
      }
      runs.add(store::writeTo);
    }
    store.reset();
  }
}
