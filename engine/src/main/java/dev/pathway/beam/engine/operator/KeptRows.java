// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.state.codec.EncodedIdentity;
import dev.pathway.beam.state.trace.ForwardingCursor;
import dev.pathway.beam.state.trace.PairCursor;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;
import java.util.List;

/** The rows of a worker's partitions in an arrangement whose keys begin with the partition. */
final class KeptRows extends ForwardingCursor {
  /** Bytes of a key before the row. */
  static final int PREFIX_BYTES = Short.BYTES;

  private final SeekableCursor kept;
  private final Partitions partitions;

  KeptRows(SeekableCursor kept, Partitions partitions) {
    super(kept);
    this.kept = kept;
    this.partitions = partitions;
  }

  /**
   * Returns the rows that are to be handled again since views have changed: those that were kept
   * under a name if one of the views is not what it was, else none. Waits for the views.
   */
  static PairCursor ifViewsChanged(
      List<String> views, String arrangement, Job job, Partitions partitions) {
    views.forEach(job::awaitView);
    return views.stream().anyMatch(job.epoch()::viewChanged)
        ? new KeptRows(job.epoch().reader(arrangement), partitions)
        : PairCursor.merged(List.of());
  }

  /** Returns the key under which a row is kept. */
  static byte[] key(EncodedIdentity row, Partitions partitions) {
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
    boolean there = kept.nextKey();
    // Partitions without rows cost nothing: where the next row belongs to another worker, those of
    // its partition and of all up to this worker's next one are passed over.
    while (there && !partitions.owns(partition(kept.key()))) {
      int next = partitions.nextOwned(partition(kept.key()));
      if (next < 0) {
        return false;
      }
      kept.seekCeiling(new byte[] {(byte) (next >>> Byte.SIZE), (byte) next});
      there = kept.nextKey();
    }
    return there;
  }

  private static int partition(byte[] key) {
    return Byte.toUnsignedInt(key[0]) << Byte.SIZE | Byte.toUnsignedInt(key[1]);
  }
}
