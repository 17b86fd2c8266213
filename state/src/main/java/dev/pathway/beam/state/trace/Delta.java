// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * The updates that one worker makes to an arrangement in the coming epoch.
 *
 * <p>Thread-confined until it is sealed; afterwards any thread may read it, each through a cursor
 * of its own. It must be sealed or closed before the {@linkplain TraceStore#commit commit}, which
 * closes it.
 */
public final class Delta implements Closeable {
  private final String arrangement;
  private final TreeMap<byte[], TreeMap<byte[], Long>> pairs =
      new TreeMap<>(Arrays::compareUnsigned);
  private boolean sealed;
  private boolean closed;

  Delta(String arrangement) {
    this.arrangement = arrangement;
  }

  /**
   * Adds to the weight of a pair; pairs may come in any order and repeatedly.
   *
   * <p>Ownership: the arrays must not change any more. Memory is charged to the store's budget;
   * where it is short, the updates so far are sorted and written to the spill directory.
   *
   * @param weight the number of copies, negative for a retraction; zero has no effect
   * @throws IllegalStateException if the delta is sealed or closed
   * @throws IOException if updates cannot be written
   */
  public void add(byte[] key, byte[] value, long weight) throws IOException {
    checkOpen();
    if (sealed) {
      throw new IllegalStateException("The delta of '" + arrangement + "' is sealed");
    }
    TreeMap<byte[], Long> values =
        pairs.computeIfAbsent(key, k -> new TreeMap<>(Arrays::compareUnsigned));
    values.merge(value, weight, (a, b) -> a + b == 0 ? null : Long.valueOf(Math.addExact(a, b)));
    values.remove(value, 0L);
    if (values.isEmpty()) {
      pairs.remove(key);
    }
  }

  /**
   * Sorts and consolidates the updates; none can be added afterwards. Sealing twice has no effect.
   *
   * @return a cursor over the updates, as {@link #cursor} returns it
   * @throws ArithmeticException if the weight of a pair exceeds a long
   */
  public PairCursor seal() throws IOException {
    checkOpen();
    sealed = true;
    return cursor();
  }

  /**
   * Returns a new cursor over the updates. It is valid until the delta is closed.
   *
   * @throws IllegalStateException if the delta is not sealed, or closed
   */
  public SeekableCursor cursor() {
    checkOpen();
    if (!sealed) {
      throw new IllegalStateException("The delta of '" + arrangement + "' is not sealed");
    }
    return new TraceReader(pairs);
  }

  /** Returns whether nothing has been added; once sealed, whether all updates cancel out. */
  public boolean isEmpty() {
    return pairs.isEmpty();
  }

  /**
   * Forgets the updates and gives back memory and files. A delta that is closed before a commit
   * takes no part in it. Closing twice has no effect.
   */
  @Override
  public void close() throws IOException {
    closed = true;
    pairs.clear();
  }

  boolean isSealed() {
    return sealed;
  }

  boolean isClosed() {
    return closed;
  }

  String arrangement() {
    return arrangement;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("The delta of '" + arrangement + "' is closed");
    }
  }
}
