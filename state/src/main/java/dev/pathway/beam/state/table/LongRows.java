// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.memory.MemoryAccount;
import java.util.Arrays;

/**
 * Rows of a fixed number of longs, in chunks that are never copied once they have their full size.
 *
 * <p>Charges what it allocates. Written by one thread; read by any once it does not change any
 * more.
 */
final class LongRows {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int FIRST_ROWS = 16;
  private static final int ARRAY_HEADER_BYTES = 16;

  private final int width;
  private final MemoryAccount memory;
  private long[][] chunks = new long[1][];
  private int capacity;

  LongRows(int width, MemoryAccount memory) {
    this.width = width;
    this.memory = memory;
  }

  /** Makes sure that rows below the number exist. */
  void ensure(int rows) {
    while (rows > capacity) {
      grow();
    }
  }

  /** Returns the array that holds the row, from {@link #offset} on. */
  long[] chunk(int row) {
    return chunks[row >>> CHUNK_BITS];
  }

  /** Returns the index of the row in its array. */
  int offset(int row) {
    return (row & (CHUNK_ROWS - 1)) * width;
  }

  /** Drops all rows. What was charged for them is the caller's to release. */
  void reset() {
    chunks = new long[1][];
    capacity = 0;
  }

  private void grow() {
    if (capacity < CHUNK_ROWS) {
      int rows = Math.max(FIRST_ROWS, 2 * capacity);
      memory.charge((long) (rows - capacity) * width * Long.BYTES);
      chunks[0] = capacity == 0 ? new long[rows * width] : Arrays.copyOf(chunks[0], rows * width);
      capacity = rows;
      return;
    }
    int next = capacity >>> CHUNK_BITS;
    if (next == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * next);
    }
    memory.charge((long) CHUNK_ROWS * width * Long.BYTES + ARRAY_HEADER_BYTES);
    chunks[next] = new long[CHUNK_ROWS * width];
    capacity += CHUNK_ROWS;
  }
}
