// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one accumulator for each key, in memory as long as there is some and on disk beyond that.
 *
 * <p>Accumulators are kept as objects. Life: values and accumulators are {@linkplain #add added}
 * and {@linkplain #merge merged}; then the table is {@linkplain #seal sealed} and its results are
 * read. It may be {@linkplain #forEachAndClear emptied} any number of times in between. Keys are
 * the same if {@code equals} says so; equal keys must have the same {@code hashCode} and encoding.
 * Null is a key or an accumulator like any other if its codec can encode it.
 *
 * <p>Cost: an addition is a probe of a hash table; the heap that accumulators take is estimated
 * from samples, which are encoded and decoded; when memory is short one of many additions writes
 * all that is in memory to disk, and may merge what was written before. After any exception the
 * table can only be closed.
 *
 * <p>Thread-confined.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <A> the type of the accumulators
 */
public final class CombineTable<
        K extends @Nullable Object, V extends @Nullable Object, A extends @Nullable Object>
    implements AutoCloseable {
  private final Accumulation<V, A> accumulation;
  private final CombineCodec<K, A> codec;
  private final MemoryAccount memory;
  private final CombineStore<K, A> store;

  /** Null in a table that does not spill. */
  private final @Nullable Runs runs;

  /** The keys whose accumulators have changed since they were saved. */
  private final BitSet changed = new BitSet();

  private @Nullable CombinedConsumer<? super K, ? super A> saver;
  private int generation;
  private @Nullable CombinedIterator<K, A> sealed;
  private boolean closed;

  /**
   * Creates an empty table that moves its contents to disk when memory is short.
   *
   * @param keys encodes keys, when they go to disk
   * @param accumulators encodes accumulators, when they go to disk or are sampled
   * @param accumulation combines values
   * @param markMerge merges the marks of one key: associative and commutative
   * @param memory what the table takes its memory from
   * @param spill gives the directory to write to; asked each time something is written
   */
  public CombineTable(
      Codec<K> keys,
      Codec<A> accumulators,
      Accumulation<V, A> accumulation,
      LongBinaryOperator markMerge,
      MemoryBudget memory,
      Supplier<SpillDirectory> spill) {
    this(
        new CombineCodec<>(keys, accumulators, accumulation, markMerge),
        accumulation,
        memory,
        spill);
  }

  private CombineTable(
      CombineCodec<K, A> codec,
      Accumulation<V, A> accumulation,
      MemoryBudget memory,
      @Nullable Supplier<SpillDirectory> spill) {
    this.accumulation = accumulation;
    this.codec = codec;
    this.memory = memory.openAccount();
    this.store = new CombineStore<>(codec, this.memory);
    this.runs =
        spill == null
            ? null
            : new Runs(spill, "combine", (from, to) -> codec.merge(new RunMerger(from), to));
  }

  /**
   * Creates an empty table that stays in memory: when it {@linkplain #isOverBudget is over budget},
   * the caller empties it.
   *
   * @param keys encodes keys, when they are sampled
   * @param accumulators encodes accumulators, when they are sampled
   * @param accumulation combines values
   * @param markMerge merges the marks of one key: associative and commutative
   * @param memory what the table takes its memory from
   */
  public static <K extends @Nullable Object, V extends @Nullable Object, A extends @Nullable Object>
      CombineTable<K, V, A> withoutSpill(
          Codec<K> keys,
          Codec<A> accumulators,
          Accumulation<V, A> accumulation,
          LongBinaryOperator markMerge,
          MemoryBudget memory) {
    return new CombineTable<>(
        new CombineCodec<>(keys, accumulators, accumulation, markMerge),
        accumulation,
        memory,
        null);
  }

  /**
   * Adds a value to the accumulator of a key.
   *
   * <p>Ownership: the key is kept and must not change; whether the value is kept is up to the
   * accumulation.
   *
   * @param mark is merged into the mark of the key
   * @throws IOException if a sample cannot be encoded or the table cannot be written to disk
   */
  public void add(K key, V value, long mark) throws IOException {
    checkFilling();
    int hash = KeyIndex.hash(key);
    int row = store.find(key, hash);
    if (row < 0) {
      insert(key, hash, accumulation.add(accumulation.create(), value), mark);
    } else {
      store.endChange(row, accumulation.add(store.beginChange(row), value), mark);
      noteChange(row);
    }
    spillIfOverdrawn();
  }

  /**
   * Merges an accumulator into that of a key.
   *
   * <p>Ownership: the key is kept and must not change; the accumulator belongs to the table from
   * here on.
   *
   * @param mark is merged into the mark of the key
   * @throws IOException if a sample cannot be encoded or the table cannot be written to disk
   */
  public void merge(K key, A accumulator, long mark) throws IOException {
    checkFilling();
    int hash = KeyIndex.hash(key);
    int row = store.find(key, hash);
    if (row < 0) {
      insert(key, hash, accumulator, mark);
    } else {
      store.endChange(row, accumulation.merge(store.beginChange(row), accumulator), mark);
      noteChange(row);
    }
    spillIfOverdrawn();
  }

  /**
   * Has accumulators handed to {@code newSaver}: those that have changed since the last time by
   * {@link #saveChanges}, and before they leave the memory. What is handed out for a key takes the
   * place of what was handed out for it in the same {@linkplain #generation generation}; those of
   * all generations merged are the accumulator of the key. The merge of marks must be idempotent
   * then. Called before anything is added.
   */
  public void saveTo(CombinedConsumer<? super K, ? super A> newSaver) {
    saver = newSaver;
  }

  /** Returns how often the memory has been emptied, counted on from what was restored. */
  public int generation() {
    return generation;
  }

  /** Hands out the accumulators that have changed since the last time. */
  public void saveChanges() throws IOException {
    checkFilling();
    if (saver != null) {
      for (int row = changed.nextSetBit(0); row >= 0; row = changed.nextSetBit(row + 1)) {
        saver.accept(store.key(row), store.accumulator(row), store.mark(row));
      }
      changed.clear();
    }
  }

  /**
   * Takes an accumulator that was handed out by this table or another one; {@link #restored}
   * follows before anything else is added.
   *
   * <p>Ownership: as with {@link #merge}.
   *
   * @throws IOException if a sample cannot be encoded or the table cannot be written to disk
   */
  public void restore(K key, A accumulator, long mark) throws IOException {
    CombinedConsumer<? super K, ? super A> later = saver;
    saver = null;
    merge(key, accumulator, mark);
    saver = later;
  }

  /**
   * Says that all has been restored.
   *
   * @param generations a number above that of every generation that was handed out
   * @throws IOException if the table cannot be written to disk
   */
  public void restored(int generations) throws IOException {
    if (runs != null && (generation > 0 || generations > 1)) {
      // A key in memory may stand for several generations, and only ever replaces one.
      spill(runs);
      generation = generations;
    }
  }

  private void noteChange(int row) {
    if (saver != null) {
      changed.set(row);
    }
  }

  /** Returns whether the table holds nothing, neither in memory nor on disk. */
  public boolean isEmpty() {
    return size() == 0 && (runs == null || runs.isEmpty());
  }

  /** Returns the number of keys in memory. */
  public int size() {
    return store.size();
  }

  /**
   * Returns whether the table holds more memory than it is granted: never for long, unless it was
   * made without spill.
   */
  public boolean isOverBudget() {
    return memory.isOverdrawn();
  }

  /**
   * Hands everything in memory to the consumer and empties the memory; what is on disk stays there.
   * The consumer must not touch the table.
   *
   * @throws IOException if the consumer throws it
   */
  public void forEachAndClear(CombinedConsumer<? super K, ? super A> consumer) throws IOException {
    checkFilling();
    int size = store.size();
    for (int row = 0; row < size; row++) {
      consumer.accept(store.key(row), store.accumulator(row), store.mark(row));
    }
    store.clear();
    changed.clear();
  }

  /**
   * Ends the additions and returns the results, which can be read once.
   *
   * @throws IOException if part of the table is on disk and the rest cannot be written there
   */
  public CombinedIterator<K, A> seal() throws IOException {
    checkFilling();
    CombinedIterator<K, A> results;
    if (runs == null || runs.isEmpty()) {
      results = new MemoryCombinedIterator<>(store);
    } else {
      // What is read now need not be saved.
      saver = null;
      spill(runs);
      List<Segment> segments = runs.open();
      memory.charge((long) segments.size() * SegmentReader.HEAP_BYTES);
      results = new SpilledCombinedIterator<>(codec, runs, segments, memory);
    }
    sealed = results;
    return results;
  }

  /**
   * Gives back all memory and files, also those of the sealed results. Closing twice has no effect.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    store.reset();
    if (sealed != null) {
      sealed.close();
    }
    if (runs != null) {
      runs.close();
    }
  }

  private void insert(K key, int hash, A accumulator, long mark) throws IOException {
    if (!store.tryMakeRoom()) {
      if (runs != null) {
        spill(runs);
      }
      store.makeRoom();
    }
    store.insert(key, hash, accumulator, mark);
    noteChange(store.size() - 1);
  }

  private void spillIfOverdrawn() throws IOException {
    if (runs != null && memory.isOverdrawn()) {
      spill(runs);
    }
  }

  private void spill(Runs to) throws IOException {
    if (store.size() > 0) {
      saveChanges();
      to.add(store::writeTo);
      generation++;
    }
    store.reset();
  }

  private void checkFilling() {
    if (sealed != null || closed) {
      throw new IllegalStateException(
          closed ? "The combine table has been closed" : "The combine table has been sealed");
    }
  }
}
