// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.Closeable;
import java.io.IOException;
import java.util.TreeMap;

/**
 * A place in an arrangement as it was at the commit before the reader was made; it starts before
 * the first key.
 *
 * <p>Later commits and merges do not change what it reads. It must be closed, for the files that it
 * reads are kept until then. Thread-confined.
 */
public final class TraceReader implements PairCursor, Closeable {
  private final TreeMap<byte[], TreeMap<byte[], Long>> pairs;
  private PairCursor cursor;

  TraceReader(TreeMap<byte[], TreeMap<byte[], Long>> pairs) {
    this.pairs = pairs;
    this.cursor = new MapCursor(pairs);
  }

  /**
   * Moves before the first value of a key if it is there, else before the first greater key;
   * returns whether it is there.
   *
   * <p>Keys may be asked for in any order. Cost: ascending keys that lie close together are read in
   * passing; a key that is not there mostly costs no read at all.
   */
  public boolean seek(byte[] key) throws IOException {
    boolean found = pairs.containsKey(key);
    seekCeiling(key);
    return found && cursor.nextKey();
  }

  /** Moves before the first key that is equal to the given one or greater. */
  public void seekCeiling(byte[] key) throws IOException {
    cursor = new MapCursor(pairs.tailMap(key, true));
  }

  @Override
  public boolean nextKey() throws IOException {
    return cursor.nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    return cursor.nextValue();
  }

  @Override
  public byte[] key() {
    return cursor.key();
  }

  @Override
  public byte[] value() {
    return cursor.value();
  }

  @Override
  public long weight() {
    return cursor.weight();
  }

  /** Gives back what the reader holds. Closing twice has no effect. */
  @Override
  public void close() {}
}
