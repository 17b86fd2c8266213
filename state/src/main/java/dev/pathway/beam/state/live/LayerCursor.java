// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.SegmentReader;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the entries of a segment that are of some partitions and whose {@linkplain EntryKey
 * keys} begin with a prefix. Others are passed over, partition by partition.
 */
final class LayerCursor implements EntryCursor {
  private final LiveSegment segment;
  private final PartitionSet partitions;
  private final byte[] prefix;
  private final SegmentReader reader;
  private boolean started;

  LayerCursor(LiveSegment segment, PartitionSet partitions, byte[] prefix) {
    this.segment = segment;
    this.partitions = partitions;
    this.prefix = prefix;
    this.reader = segment.segment().read();
  }

  @Override
  public boolean next() throws IOException {
    boolean found = started ? reader.next() : reader.seekCeiling(prefix, prefix.length);
    started = true;
    while (found && hasPrefix()) {
      int partition = EntryKey.partition(reader.key());
      if (partitions.contains(partition)) {
        return true;
      }
      // No partition is as large as -1, unsigned: behind it, the next map begins.
      byte[] to = EntryKey.atPartition(reader.key(), partitions.nextFrom(partition + 1));
      found = reader.seekCeiling(to, to.length);
    }
    return false;
  }

  @Override
  public byte[] key() {
    return reader.key();
  }

  @Override
  public int keyLength() {
    return reader.keyLength();
  }

  @Override
  public byte @Nullable [] value() throws IOException {
    return Layer.valueAt(reader, segment);
  }

  private boolean hasPrefix() {
    return reader.keyLength() >= prefix.length
        && Arrays.equals(reader.key(), 0, prefix.length, prefix, 0, prefix.length);
  }
}
