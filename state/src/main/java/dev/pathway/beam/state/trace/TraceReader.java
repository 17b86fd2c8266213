// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.KeyFilter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in an arrangement as it was when the {@link Snapshot} was taken; it starts before the
 * first key. Good until the snapshot is closed. Thread-confined.
 */
public final class TraceReader implements SeekableCursor {
  private final List<TraceSegment> segments;
  private final byte[] prefix;
  private final List<SegmentCursor> cursors = new ArrayList<>();

  /**
   * What moves from key to key; null after {@link #seek}, which looks only where the key may be.
   */
  private @Nullable MergedCursor scan;

  private final ValueSum foundValues = new ValueSum();
  private byte[] sought = {};
  private boolean isFound;
  private boolean isBeforeFirst;

  /**
   * Creates a reader of segments that somebody else has pinned.
   *
   * @param prefix what the record keys of the arrangement begin with
   */
  TraceReader(List<TraceSegment> segments, byte[] prefix) {
    this.segments = segments;
    this.prefix = prefix;
    for (TraceSegment segment : segments) {
      cursors.add(new SegmentCursor(segment::segment, prefix));
    }
    this.scan = new MergedCursor(cursors);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Cost: a block of each file that has the key, unless it is the block of the key before; a
   * file that has not is mostly known by its filter.
   */
  @Override
  public boolean seek(byte[] key) throws IOException {
    byte[] recordKey = PairWriter.recordKey(prefix, key);
    long hash = KeyFilter.hash(recordKey, 0, recordKey.length);
    List<SegmentCursor> holders = new ArrayList<>(2);
    for (int i = 0; i < cursors.size(); i++) {
      if (segments.get(i).segment().mayContain(hash) && cursors.get(i).seek(key)) {
        holders.add(cursors.get(i));
      }
    }
    scan = null;
    sought = key;
    foundValues.start(holders);
    isFound = foundValues.next();
    isBeforeFirst = isFound;
    return isFound;
  }

  @Override
  public void seekCeiling(byte[] key) throws IOException {
    for (SegmentCursor cursor : cursors) {
      cursor.seekCeiling(key);
    }
    foundValues.stop();
    scan = new MergedCursor(cursors);
  }

  @Override
  public boolean nextKey() throws IOException {
    if (scan == null) {
      // The least key that is greater than another is that with a zero behind it.
      seekCeiling(isFound ? Arrays.copyOf(sought, sought.length + 1) : sought);
    }
    return scan().nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    if (scan != null) {
      return scan.nextValue();
    }
    key();
    if (isBeforeFirst) {
      isBeforeFirst = false;
      return true;
    }
    return foundValues.next();
  }

  @Override
  public byte[] key() {
    if (scan != null) {
      return scan.key();
    }
    if (!isFound) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return sought;
  }

  @Override
  public byte[] value() {
    if (scan != null) {
      return scan.value();
    }
    if (isBeforeFirst) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return foundValues.value();
  }

  @Override
  public long weight() {
    if (scan != null) {
      return scan.weight();
    }
    value();
    return foundValues.weight();
  }

  private MergedCursor scan() {
    if (scan == null) {
      throw new IllegalStateException("The reader has been sent to a single key");
    }
    return scan;
  }
}
