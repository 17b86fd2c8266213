// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.memory.MemoryAccount;
import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.Runs;
import dev.pathway.beam.state.segment.Segment;
import dev.pathway.beam.state.segment.SegmentReader;
import dev.pathway.beam.state.segment.SegmentWriter;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The updates that one worker makes to an arrangement in the coming epoch.
 *
 * <p>Thread-confined until it is sealed; afterwards any thread may read it, each through a cursor
 * of its own. It must be sealed or closed before the {@linkplain TraceStore#commit commit}, which
 * closes it.
 */
public final class Delta implements Closeable {
  private static final byte[] NO_PREFIX = {};

  private final String arrangement;
  private final MemoryAccount memory;
  private final PairBuffer pairs;
  private final Runs runs;
  private List<Segment> sealedRuns = List.of();
  private boolean isEmpty = true;

  private volatile State state = State.OPEN;

  private enum State {
    OPEN,
    SEALED,
    CLOSED
  }

  Delta(String arrangement, MemoryBudget memory, Supplier<SpillDirectory> spill) {
    this.arrangement = arrangement;
    this.memory = memory.openAccount();
    this.pairs = new PairBuffer(this.memory);
    this.runs = new Runs(spill, "delta", Delta::merge);
  }

  /**
   * Adds to the weight of a pair; pairs may come in any order and repeatedly.
   *
   * <p>Ownership: the arrays are copied. Memory is charged to the store's budget; where it is
   * short, the updates so far are sorted and written to the spill directory.
   *
   * @param weight the number of copies, negative for a retraction; zero has no effect
   * @throws IllegalStateException if the delta is sealed or closed
   * @throws IOException if updates cannot be written
   */
  public void add(byte[] key, byte[] value, long weight) throws IOException {
    check(State.OPEN);
    if (weight == 0) {
      return;
    }
    isEmpty = false;
    if (!pairs.add(key, value, weight, false)) {
      spill();
      pairs.add(key, value, weight, true);
    }
  }

  /**
   * Sorts and consolidates the updates; none can be added afterwards. Sealing twice has no effect.
   *
   * @return a cursor over the updates, as {@link #cursor} returns it
   * @throws ArithmeticException if the weight of a pair exceeds a long
   */
  public PairCursor seal() throws IOException {
    if (state != State.SEALED) {
      check(State.OPEN);
      pairs.consolidate();
      sealedRuns = runs.open();
      memory.charge((long) sealedRuns.size() * SegmentReader.HEAP_BYTES);
      state = State.SEALED;
      isEmpty = !cursor().nextKey();
    }
    return cursor();
  }

  /**
   * Returns a new cursor over the updates. It is valid until the delta is closed.
   *
   * @throws IllegalStateException if the delta is not sealed, or closed
   */
  public SeekableCursor cursor() {
    check(State.SEALED);
    if (sealedRuns.isEmpty()) {
      return new BufferCursor(pairs);
    }
    List<SeekableCursor> sources = cursors(sealedRuns);
    sources.add(new BufferCursor(pairs));
    return new SeekableSum(sources);
  }

  /** Returns whether nothing has been added; once sealed, whether all updates cancel out. */
  public boolean isEmpty() {
    return isEmpty;
  }

  /**
   * Forgets the updates and gives back memory and files. A delta that is closed before a commit
   * takes no part in it. Closing twice has no effect.
   */
  @Override
  public void close() throws IOException {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    isEmpty = true;
    sealedRuns = List.of();
    pairs.reset();
    memory.close();
    try {
      runs.close();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e.getCause());
    }
  }

  String arrangement() {
    return arrangement;
  }

  boolean isSealed() {
    return state == State.SEALED;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Returns the number of different keys, or more. */
  long keysAtMost() {
    return pairs.keys() + keysAtMost(sealedRuns);
  }

  /** Returns about the bytes that the updates take in a segment, or more. */
  long bytesAtMost() {
    long bytes = pairs.bytes();
    for (Segment run : sealedRuns) {
      bytes += run.contentLength();
    }
    return bytes;
  }

  private void spill() throws IOException {
    pairs.consolidate();
    if (pairs.count() > 0) {
      runs.add(out -> new PairWriter(out).writeAll(new BufferCursor(pairs)));
    }
    pairs.reset();
  }

  private static void merge(List<Segment> from, SegmentWriter to) throws IOException {
    new MergedCursor(cursors(from)).writeAll(NO_PREFIX, new PairWriter(to));
  }

  private static List<SeekableCursor> cursors(List<Segment> segments) {
    List<SeekableCursor> cursors = new ArrayList<>();
    for (Segment segment : segments) {
      cursors.add(SegmentCursor.overAll(segment));
    }
    return cursors;
  }

  private static long keysAtMost(List<Segment> segments) {
    long keys = 0;
    for (Segment segment : segments) {
      keys += segment.keys();
    }
    return keys;
  }

  private void check(State expected) {
    if (state != expected) {
      throw new IllegalStateException(
          "The delta of '" + arrangement + "' is " + state + ", it must be " + expected);
    }
  }
}
