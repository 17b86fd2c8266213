// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.ChunkedInput;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Groups of encoded values in memory.
 *
 * <p>Charges all that it takes. Written by one thread; read by any once it does not change any
 * more.
 *
 * @param <K> the type of the keys
 */
final class GroupStore<K extends @Nullable Object> {
  private static final int MARK = 0;
  private static final int SIZE = 1;
  private static final int VALUES = 2;
  private static final int WIDTH = VALUES + SlicePool.STATE_LONGS;
  private static final int SAVED_END = 0;
  private static final int SAVED_SIZE = 1;
  private static final int SAVED_WIDTH = 2;

  private final Codec<K> codec;
  private final LongBinaryOperator markMerge;
  private final MemoryAccount memory;
  private final KeyIndex<K> keys;
  private final SampledFootprint<K> keyFootprint;
  private final LongRows records;
  private final SlicePool pool;

  /** What was saved of each group: the end of its values then, and their number. */
  private final LongRows saved;

  /** The groups with values that were not saved; null if none ever is. */
  private @Nullable BitSet unsaved;

  GroupStore(Codec<K> codec, LongBinaryOperator markMerge, MemoryAccount memory) {
    this.codec = codec;
    this.markMerge = markMerge;
    this.memory = memory;
    this.keys = new KeyIndex<>(false, memory);
    this.keyFootprint = new SampledFootprint<>(codec);
    this.records = new LongRows(WIDTH, memory);
    this.pool = new SlicePool(memory);
    this.saved = new LongRows(SAVED_WIDTH, memory);
  }

  /** Has the store remember what was saved of its groups; called while it is empty. */
  void trackSaved() {
    unsaved = new BitSet();
  }

  /**
   * Makes room for one more group; returns false, with nothing changed, if the memory for it is
   * refused.
   */
  boolean tryMakeRoom() {
    return keys.tryMakeRoom();
  }

  /** Makes room for one more group, whether or not the memory is granted. */
  void makeRoom() {
    keys.makeRoom();
  }

  /**
   * Adds an empty group for a key that has none, after room has been made for it; returns its row.
   */
  int insert(K key, int hash, long mark) throws IOException {
    memory.charge(keyFootprint.add(key));
    int row = keys.insert(key, hash);
    records.ensure(row + 1);
    long[] chunk = records.chunk(row);
    int at = records.offset(row);
    chunk[at + MARK] = mark;
    chunk[at + SIZE] = 0;
    SlicePool.initialize(chunk, at + VALUES);
    if (unsaved != null) {
      saved.ensure(row + 1);
      saved.chunk(row)[saved.offset(row) + SAVED_END] = SlicePool.START;
      saved.chunk(row)[saved.offset(row) + SAVED_SIZE] = 0;
    }
    return row;
  }

  /** Merges a mark into that of a group. */
  void mergeMark(int row, long mark) {
    long[] chunk = records.chunk(row);
    int at = records.offset(row) + MARK;
    long merged = markMerge.applyAsLong(chunk[at], mark);
    if (merged != chunk[at]) {
      chunk[at] = merged;
    }
  }

  /** Appends an encoded value to a group. */
  void append(int row, EncodeBuffer value) throws IOException {
    long[] chunk = records.chunk(row);
    int at = records.offset(row);
    chunk[at + SIZE]++;
    if (value.isContiguous()) {
      pool.append(chunk, at + VALUES, value.array(), 0, (int) value.size(), 0);
    } else {
      value.writeTo(new Appender(chunk, at + VALUES, value.size()));
    }
    if (unsaved != null) {
      unsaved.set(row);
    }
  }

  /** Appends encoded values to a group that are saved; those before them are, too. */
  void appendSaved(int row, long size, byte[] values, int from) {
    long[] chunk = records.chunk(row);
    int at = records.offset(row);
    chunk[at + SIZE] += size;
    pool.append(chunk, at + VALUES, values, from, values.length - from, 0);
    noteSaved(row);
  }

  private void noteSaved(int row) {
    if (unsaved == null) {
      return;
    }
    long[] chunk = saved.chunk(row);
    int at = saved.offset(row);
    chunk[at + SAVED_END] = pool.end(records.chunk(row), records.offset(row) + VALUES);
    chunk[at + SAVED_SIZE] = size(row);
  }

  /** Hands out the values that were not saved, by group, which are from then on. */
  void save(GroupSaver<? super K> saver) throws IOException {
    if (unsaved == null) {
      return;
    }
    for (int row = unsaved.nextSetBit(0); row >= 0; row = unsaved.nextSetBit(row + 1)) {
      long[] chunk = saved.chunk(row);
      int at = saved.offset(row);
      saver.save(
          key(row),
          mark(row),
          size(row) - chunk[at + SAVED_SIZE],
          pool.openFrom(records.chunk(row), records.offset(row) + VALUES, chunk[at + SAVED_END]));
      noteSaved(row);
    }
    unsaved.clear();
  }

  /** Returns the number of groups. */
  int groups() {
    return keys.size();
  }

  /** Returns whether the store should be written out, because it can address little more. */
  boolean isNearlyFull() {
    return pool.isNearlyFull();
  }

  /** Returns the row of a key, or a negative number if it has no values. */
  int find(K key, int hash) {
    return keys.find(key, hash);
  }

  K key(int row) {
    return keys.key(row);
  }

  long mark(int row) {
    return records.chunk(row)[records.offset(row) + MARK];
  }

  /** Returns the number of values of a group. */
  long size(int row) {
    return records.chunk(row)[records.offset(row) + SIZE];
  }

  /** Opens a stream over the encoded values of a group. */
  ChunkedInput open(int row) {
    return pool.open(records.chunk(row), records.offset(row) + VALUES);
  }

  /**
   * Writes all groups as a sorted run. The store can only be {@linkplain #reset reset} afterwards.
   */
  void writeTo(SegmentWriter out) throws IOException {
    EncodeBuffer header = new EncodeBuffer();
    RunOrder<K> order = new RunOrder<>(keys, codec);
    order.drainTo(
        (row, runKey, length) -> {
          GroupPart.writeHeader(header, mark(row), size(row));
          long bytes = pool.length(records.chunk(row), records.offset(row) + VALUES);
          out.append(runKey, 0, length, header.size() + bytes);
          header.writeTo(out::write);
          open(row).writeTo(out::write);
        });
  }

  /** Stops accounting for what the store holds, which stays as it is. */
  void unaccount() {
    memory.releaseAll();
  }

  /** Drops all groups and releases all memory. */
  void reset() {
    memory.releaseAll();
    keyFootprint.forgetObjects();
    records.reset();
    pool.reset();
    keys.reset();
    saved.reset();
    if (unsaved != null) {
      unsaved.clear();
    }
  }

  /** Appends a large value part by part. */
  private final class Appender implements EncodeBuffer.Sink {
    private final long[] states;
    private final int at;
    private long left;

    Appender(long[] states, int at, long length) {
      this.states = states;
      this.at = at;
      this.left = length;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      left -= length;
      pool.append(states, at, bytes, offset, length, left);
    }
  }
}
