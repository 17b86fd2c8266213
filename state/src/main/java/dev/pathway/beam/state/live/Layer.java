// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import dev.pathway.beam.state.segment.DamagedSegmentException;
import dev.pathway.beam.state.segment.SegmentReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A segment as one worker uses it: some of its partitions, and a place where it was read last.
 * Thread-confined.
 */
final class Layer {
  /** Stands for an entry that was removed; compared by identity. */
  static final byte[] REMOVED = {};

  private final LiveSegment segment;
  private final PartitionSet partitions;
  private final long weightBytes;
  private @Nullable SegmentReader reader;

  /**
   * Takes over a hold on a segment.
   *
   * @param partitions those whose entries in the segment count
   * @param weightBytes about the bytes of entries that count
   */
  Layer(LiveSegment segment, PartitionSet partitions, long weightBytes) {
    this.segment = segment;
    this.partitions = partitions;
    this.weightBytes = weightBytes;
  }

  LiveSegment segment() {
    return segment;
  }

  PartitionSet partitions() {
    return partitions;
  }

  long weightBytes() {
    return weightBytes;
  }

  /** Returns the number of records that count, about. */
  long records() {
    double share = Math.min(1, (double) weightBytes / segment.length());
    return (long) Math.ceil(segment.segment().records() * share);
  }

  /** Returns whether an entry may be there, removed or not. */
  boolean mayContain(int partition, long hash) throws IOException {
    return partitions.contains(partition) && segment.segment().mayContain(hash);
  }

  /** Returns the value of a key, {@link #REMOVED}, or null if nothing is known of it. */
  byte @Nullable [] find(EntryKey key) throws IOException {
    SegmentReader at = reader;
    if (at == null) {
      at = segment.segment().read();
    }
    // A reader that has failed is not used again.
    reader = null;
    byte @Nullable [] found = null;
    if (at.seekCeiling(key.bytes(), key.length())
        && at.compareKey(key.bytes(), key.length()) == 0) {
      byte @Nullable [] value = valueAt(at, segment);
      found = value == null ? REMOVED : value;
    }
    reader = at;
    return found;
  }

  /** Returns the value of the record a reader is at; null if it says that it was removed. */
  static byte @Nullable [] valueAt(SegmentReader reader, LiveSegment segment) throws IOException {
    long length = reader.payloadLength();
    if (length == 0) {
      return null;
    }
    if (length > Integer.MAX_VALUE - 8 || reader.payloadInput().read() != 1) {
      throw new DamagedSegmentException(
          segment.segment().path(), reader.position(), "its records are not entries");
    }
    byte[] value = new byte[(int) length - 1];
    reader.payloadInput().read(value, 0, value.length);
    return value;
  }
}
