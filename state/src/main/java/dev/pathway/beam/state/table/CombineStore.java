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
  /** If fewer than one in so many slots is in use, emptying them takes longer than filling new ones. */
  private static final int MAX_SLOTS_PER_KEY = 16;

  private final CombineCodec<K, A> codec;
  private final MemoryAccount memory;
  private final KeyIndex<K> keys;
  private final ObjectColumn<A> accumulators;
  private final LongColumn marks;
  private final SampledFootprint<K> keyFootprint;
  private final SampledFootprint<A> accumulatorFootprint;
  private final AccumulatorGauge<A> gauge;
  private boolean tickEnds;

  CombineStore(CombineCodec<K, A> codec, MemoryAccount memory) {
    this.codec = codec;
    this.memory = memory;
    this.keys = new KeyIndex<>(memory);
    this.accumulators = new ObjectColumn<>(memory);
    this.marks = new LongColumn(1, memory);
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

  /** Makes room for one more key; returns false, with nothing changed, if the memory for it is refused. */
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
    accumulators.ensure(row + 1);
    accumulators.set(row, accumulator);
    marks.ensure(row + 1);
    marks.chunk(row)[marks.offset(row)] = mark;
  }

  /** Returns the accumulator of a row for a change, which {@link #endChange} completes. */
  A beginChange(int row) throws IOException {
    A accumulator = accumulators.get(row);
    tickEnds = gauge.endsTick();
    if (tickEnds) {
      gauge.before(accumulator);
    }
    return accumulator;
  }

  /** Puts the changed accumulator in place. */
  void endChange(int row, A accumulator, long mark) throws IOException {
    accumulators.set(row, accumulator);
    long[] chunk = marks.chunk(row);
    int at = marks.offset(row);
    chunk[at] = codec.markMerge().applyAsLong(chunk[at], mark);
    if (tickEnds) {
      memory.charge(gauge.after(accumulator));
    }
  }

  K key(int row) {
    return keys.key(row);
  }

  A accumulator(int row) {
    return accumulators.get(row);
  }

  long mark(int row) {
    return marks.chunk(row)[marks.offset(row)];
  }

  /** Forgets the accumulator of a row, when it belongs to someone else. */
  void drop(int row) {
    accumulators.drop(row);
  }

  /** Writes everything as a sorted run. The store can only be {@linkplain #reset reset} afterwards. */
  void writeTo(SegmentWriter out) throws IOException {
    EncodeBuffer payload = new EncodeBuffer();
    keys.drainSorted(
        codec.keys(),
        (row, runKey, length) -> {
          codec.writePayload(payload, mark(row), accumulator(row));
          out.append(runKey, 0, length, payload.size());
          payload.writeTo(out::write);
        });
  }

  /** Removes everything; keeps memory that is likely to be needed again, unless memory is short. */
  void clear() {
    int rows = keys.size();
    if (memory.isOverdrawn() || keys.slotCount() > (long) rows * MAX_SLOTS_PER_KEY) {
      reset();
      return;
    }
    for (int row = 0; row < rows; row++) {
      accumulators.drop(row);
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
    accumulators.clear();
    marks.clear();
    forgetFootprints();
  }

  private void forgetFootprints() {
    keyFootprint.forgetObjects();
    accumulatorFootprint.forgetObjects();
    gauge.forgetGrowth();
  }
}
