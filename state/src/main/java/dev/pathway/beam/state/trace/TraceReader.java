// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.TreeMap;

/**
 * A place in an arrangement as it was at the commit before the reader was made; it starts before
 * the first key.
 *
 * <p>Later commits and merges do not change what it reads. Thread-confined.
 */
public final class TraceReader implements SeekableCursor {
  private final TreeMap<byte[], TreeMap<byte[], Long>> pairs;
  private PairCursor cursor;

  TraceReader(TreeMap<byte[], TreeMap<byte[], Long>> pairs) {
    this.pairs = pairs;
    this.cursor = new MapCursor(pairs);
  }

  @Override
  public boolean seek(byte[] key) throws IOException {
    boolean found = pairs.containsKey(key);
    seekCeiling(key);
    return found && cursor.nextKey();
  }

  @Override
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
}
