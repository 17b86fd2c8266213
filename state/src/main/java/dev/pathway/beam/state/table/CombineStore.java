// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.EncodeBuffer;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.segment.SegmentWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Accumulators by key in memory.
 *
 * <p>Charges all that it takes, keys and accumulators by estimate. Thread-confined.
 *
 * @param <K> the type of the keys
 * @param <A> the type of the accumulators
 */
final class CombineStore<K extends @Nullable Object, A extends @Nullable Object> {
  /**
   * If fewer than one in so many slots is in use, emptying them takes longer than filling new ones.
   */
  private static final int MAX_SLOTS_PER_KEY = 16;

  private final CombineCodec<K, A> codec;
  private final MemoryAccount memory;
  private final KeyIndex<K> keys;
  private final LongRows marks;
  private final SampledFootprint<K> keyFootprint;
  private final SampledFootprint<A> accumulatorFootprint;
  private final AccumulatorGauge<A> gauge;
  private boolean tickEnds;

  CombineStore(CombineCodec<K, A> codec, MemoryAccount memory) {
    this.codec = codec;
    this.memory = memory;
    this.keys = new KeyIndex<>(true, memory);
    this.marks = new LongRows(1, memory);
    this.keyFootprint = new SampledFootprint<>(codec.keys());
    this.accumulatorFootprint = new SampledFootprint<>(codec.accumulators());
    this.gauge = new AccumulatorGauge<>(codec.accumulators());
  }

  /** Returns the number of keys. */
  int size() {
    return keys.size();
  }

  /** Returns the row of a key, or a negative number if it has no accumulator. */
  int find(K key, int hash) {
    return keys.find(key, hash);
  }

  /**
   * Makes room for one more key; returns false, with nothing changed, if the memory for it is
   * refused.
   */
  boolean tryMakeRoom() {
    return keys.tryMakeRoom();
  }

  /** Makes room for one more key, whether or not the memory is granted. */
  void makeRoom() {
    keys.makeRoom();
  }

  /** Adds a key that has no accumulator, after room has been made for it. */
  void insert(K key, int hash, A accumulator, long mark) throws IOException {
    memory.charge(keyFootprint.add(key) + accumulatorFootprint.add(accumulator));
    int row = keys.insert(key, hash);
    keys.setObject(row, accumulator);
    marks.ensure(row + 1);
    marks.chunk(row)[marks.offset(row)] = mark;
  }

  /** Returns the accumulator of a row for a change, which {@link #endChange} completes. */
  A beginChange(int row) throws IOException {
    A accumulator = accumulator(row);
    tickEnds = gauge.endsTick();
    if (tickEnds) {
      gauge.before(accumulator);
    }
    return accumulator;
  }

  /** Puts the changed accumulator in place. */
  void endChange(int row, A accumulator, long mark) throws IOException {
    keys.setObject(row, accumulator);
    long[] chunk = marks.chunk(row);
    int at = marks.offset(row);
    long merged = codec.markMerge().applyAsLong(chunk[at], mark);
    if (merged != chunk[at]) {
      chunk[at] = merged;
    }
    if (tickEnds) {
      memory.charge(gauge.after(accumulator));
    }
  }

  K key(int row) {
    return keys.key(row);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Only accumulators of type A go with the keys.
  A accumulator(int row) {
    return (A) keys.object(row);
  }

  long mark(int row) {
    return marks.chunk(row)[marks.offset(row)];
  }

  /** Forgets the accumulator of a row, when it belongs to someone else. */
  void drop(int row) {
    keys.setObject(row, null);
  }

  /**
   * Writes everything as a sorted run. The store can only be {@linkplain #reset reset} afterwards.
   */
  void writeTo(SegmentWriter out) throws IOException {
    EncodeBuffer payload = new EncodeBuffer();
    RunOrder<K> order = new RunOrder<>(keys, codec.keys());
    order.drainTo(
        (row, runKey, length) -> {
          codec.writePayload(payload, mark(row), accumulator(row));
          out.append(runKey, 0, length, payload.size());
          payload.writeTo(out::write);
        });
  }

  /** Removes everything; keeps memory that is likely to be needed again, unless memory is short. */
  void clear() {
    if (memory.isOverdrawn() || keys.slots() > (long) keys.size() * MAX_SLOTS_PER_KEY) {
      reset();
      return;
    }
    keys.clear();
    memory.release(
        keyFootprint.chargedBytes() + accumulatorFootprint.chargedBytes() + gauge.chargedBytes());
    forgetFootprints();
  }

  /** Removes everything and releases all memory. */
  void reset() {
    memory.releaseAll();
    keys.reset();
    marks.reset();
    forgetFootprints();
  }

  private void forgetFootprints() {
    keyFootprint.forgetObjects();
    accumulatorFootprint.forgetObjects();
    gauge.forgetGrowth();
  }
}
