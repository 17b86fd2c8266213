// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodeBuffer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the keys of an index in the order of their {@linkplain RunKey run keys}.
 *
 * @param <K> the type of the keys
 */
final class RunOrder<K extends @Nullable Object> {
  private final KeyIndex<K> index;
  private final Codec<K> codec;
  private final EncodeBuffer buffer = new EncodeBuffer();

  RunOrder(KeyIndex<K> index, Codec<K> codec) {
    this.index = index;
    this.codec = codec;
  }

  /** Takes keys. */
  @FunctionalInterface
  interface Consumer {
    /**
     * Takes one key.
     *
     * @param row the row of the key
     * @param runKey an array that starts with the run key of the key; changes after the call
     * @param length the length of the run key
     */
    void accept(int row, byte[] runKey, int length) throws IOException;
  }

  /** Hands over all keys. The index can only be {@linkplain KeyIndex#reset reset} afterwards. */
  void drainTo(Consumer consumer) throws IOException {
    long[] sorted = index.drainSorted();
    int next = 0;
    while (next < sorted.length) {
      int hash = (int) (sorted[next] >>> 32);
      int end = next + 1;
      while (end < sorted.length && (int) (sorted[end] >>> 32) == hash) {
        end++;
      }
      if (end == next + 1) {
        int row = (int) sorted[next];
        encode(row, hash);
        byte[] runKey = buffer.isContiguous() ? buffer.array() : buffer.toByteArray();
        consumer.accept(row, runKey, Math.toIntExact(buffer.size()));
      } else {
        drainSameHash(sorted, next, end, consumer);
      }
      next = end;
    }
  }

  private void drainSameHash(long[] sorted, int from, int to, Consumer consumer)
      throws IOException {
    Entry[] entries = new Entry[to - from];
    for (int i = from; i < to; i++) {
      int row = (int) sorted[i];
      encode(row, (int) (sorted[i] >>> 32));
      entries[i - from] = new Entry(row, buffer.toByteArray());
    }
    Arrays.sort(entries, (a, b) -> Arrays.compareUnsigned(a.runKey, b.runKey));
    for (Entry entry : entries) {
      consumer.accept(entry.row, entry.runKey, entry.runKey.length);
    }
  }

  private void encode(int row, int hash) throws IOException {
    RunKey.write(buffer, hash, codec, index.key(row));
  }

  private static final class Entry {
    private final int row;
    private final byte[] runKey;

    Entry(int row, byte[] runKey) {
      this.row = row;
      this.runKey = runKey;
    }
  }
}
