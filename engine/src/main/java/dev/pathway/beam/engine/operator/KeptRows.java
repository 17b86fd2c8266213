// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;

/**
 * The rows of a worker's partitions in an arrangement whose keys begin with the partition, with
 * weights of the opposite sign: added to the rows that are there now, they leave what changed.
 */
final class KeptRows implements PairCursor {
  /** Bytes of a key before the row. */
  static final int PREFIX_BYTES = Short.BYTES;

  /** So many rows of others in turn are passed over before the next own one is sought. */
  private static final int MOST_PASSED = 32;

  private final SeekableCursor kept;
  private final Partitions partitions;
  private boolean started;

  KeptRows(SeekableCursor kept, Partitions partitions) {
    this.kept = kept;
    this.partitions = partitions;
  }

  /** Returns the key under which a row is kept. */
  static byte[] key(RowBytes row, Partitions partitions) {
    byte[] bytes = row.bytes();
    byte[] key = new byte[PREFIX_BYTES + bytes.length];
    int partition = partitions.partition(row.hashCode());
    key[0] = (byte) (partition >>> Byte.SIZE);
    key[1] = (byte) partition;
    System.arraycopy(bytes, 0, key, PREFIX_BYTES, bytes.length);
    return key;
  }

  @Override
  public boolean nextKey() throws IOException {
    boolean isThere = started ? kept.nextKey() : seek(0);
    started = true;
    for (int passed = 0; isThere && !partitions.owns(partition()); passed++) {
      if (passed < MOST_PASSED) {
        isThere = kept.nextKey();
      } else {
        passed = 0;
        isThere = seek(partition() + 1);
      }
    }
    return isThere;
  }

  /** Moves to the first row of an own partition that is not less than the one given. */
  private boolean seek(int least) throws IOException {
    int next = least;
    while (next < partitions.count() && !partitions.owns(next)) {
      next++;
    }
    if (next == partitions.count()) {
      return false;
    }
    kept.seekCeiling(new byte[] {(byte) (next >>> Byte.SIZE), (byte) next});
    return kept.nextKey();
  }

  private int partition() {
    byte[] key = kept.key();
    return (key[0] & 0xFF) << Byte.SIZE | (key[1] & 0xFF);
  }

  @Override
  public boolean nextValue() throws IOException {
    return kept.nextValue();
  }

  @Override
  public byte[] key() {
    return kept.key();
  }

  @Override
  public byte[] value() {
    return kept.value();
  }

  @Override
  public long weight() {
    return -kept.weight();
  }
}
