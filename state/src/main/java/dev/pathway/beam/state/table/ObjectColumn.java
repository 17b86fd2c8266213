package dev.pathway.beam.state.table;

import dev.pathway.beam.state.memory.MemoryAccount;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing list of references, in chunks that are never copied once they have their full size.
 *
 * <p>Charges what it allocates, not what it refers to. Written by one thread; read by any once it does not change any more.
 *
 * @param <T> the type of the objects
 */
final class ObjectColumn<T extends @Nullable Object> {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_BITS;
  private static final int FIRST_ROWS = 16;
  private static final int ARRAY_HEADER_BYTES = 16;

  /** Four where the virtual machine compresses references, which it does up to 32 GiB of heap. */
  private static final int REFERENCE_BYTES =
      Runtime.getRuntime().maxMemory() < 32L << 30 ? Integer.BYTES : Long.BYTES;

  private final MemoryAccount memory;
  private @Nullable Object[][] chunks = new Object[1][];
  private int capacity;

  ObjectColumn(MemoryAccount memory) {
    this.memory = memory;
  }

  /** Makes sure that rows below the number exist. */
  void ensure(int rows) {
    while (rows > capacity) {
      grow();
    }
  }

  @SuppressWarnings("unchecked") // Only objects of T are put in.
  T get(int row) {
    return (T) chunks[row >>> CHUNK_BITS][row & (CHUNK_ROWS - 1)];
  }

  void set(int row, T object) {
    chunks[row >>> CHUNK_BITS][row & (CHUNK_ROWS - 1)] = object;
  }

  /** Forgets the object of a row. */
  void drop(int row) {
    chunks[row >>> CHUNK_BITS][row & (CHUNK_ROWS - 1)] = null;
  }

  /** Drops all rows. What was charged for them is the caller's to release. */
  void clear() {
    chunks = new Object[1][];
    capacity = 0;
  }

  private void grow() {
    if (capacity < CHUNK_ROWS) {
      int rows = Math.max(FIRST_ROWS, 2 * capacity);
      memory.charge((long) (rows - capacity) * REFERENCE_BYTES);
      chunks[0] = capacity == 0 ? new Object[rows] : Arrays.copyOf(chunks[0], rows);
      capacity = rows;
      return;
    }
    int next = capacity >>> CHUNK_BITS;
    if (next == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * next);
    }
    memory.charge((long) CHUNK_ROWS * REFERENCE_BYTES + ARRAY_HEADER_BYTES);
    chunks[next] = new Object[CHUNK_ROWS];
    capacity += CHUNK_ROWS;
  }
}
