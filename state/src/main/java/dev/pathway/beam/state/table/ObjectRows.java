// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.memory.MemoryAccount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a fixed number of references, in chunks that are never copied once they have their full
 * size.
 *
 * <p>Charges what it allocates, not what it refers to. Written by one thread; read by any once it
 * does not change any more.
 */
final class ObjectRows {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int FIRST_ROWS = 16;
  private static final int ARRAY_HEADER_BYTES = 16;

  /** Four where the virtual machine compresses references, which it does up to 32 GiB of heap. */
  private static final int REFERENCE_BYTES =
      Runtime.getRuntime().maxMemory() < 32L << 30 ? Integer.BYTES : Long.BYTES;

  private final int width;
  private final MemoryAccount memory;
  private @Nullable Object[][] chunks = new Object[1][];
  private int capacity;

  ObjectRows(int width, MemoryAccount memory) {
    this.width = width;
    this.memory = memory;
  }

  /** Makes sure that rows below the number exist. */
  void ensure(int rows) {
    while (rows > capacity) {
      grow();
    }
  }

  @Nullable Object get(int row, int column) {
    return chunks[row >>> CHUNK_BITS][(row & (CHUNK_ROWS - 1)) * width + column];
  }

  void set(int row, int column, @Nullable Object object) {
    chunks[row >>> CHUNK_BITS][(row & (CHUNK_ROWS - 1)) * width + column] = object;
  }

  /** Forgets the objects of all rows below the number. */
  void clear(int rows) {
    for (int row = 0; row < rows; row += CHUNK_ROWS) {
      int used = Math.min(CHUNK_ROWS, rows - row) * width;
      Arrays.fill(chunks[row >>> CHUNK_BITS], 0, used, null);
    }
  }

  /** Drops all rows. What was charged for them is the caller's to release. */
  void reset() {
    chunks = new Object[1][];
    capacity = 0;
  }

  private void grow() {
    if (capacity < CHUNK_ROWS) {
      int rows = Math.max(FIRST_ROWS, 2 * capacity);
      memory.charge((long) (rows - capacity) * width * REFERENCE_BYTES);
      chunks[0] = capacity == 0 ? new Object[rows * width] : Arrays.copyOf(chunks[0], rows * width);
      capacity = rows;
      return;
    }
    int next = capacity >>> CHUNK_BITS;
    if (next == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * next);
    }
    memory.charge((long) CHUNK_ROWS * width * REFERENCE_BYTES + ARRAY_HEADER_BYTES);
    chunks[next] = new Object[CHUNK_ROWS * width];
    capacity += CHUNK_ROWS;
  }
}
