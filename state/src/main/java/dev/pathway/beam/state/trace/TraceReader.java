// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import dev.pathway.beam.state.segment.KeyFilter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in an arrangement as it was at the commit before the reader was made; it starts before
 * the first key.
 *
 * <p>Later commits and merges do not change what it reads. It must be closed, for the files that it
 * reads are kept until then. Thread-confined.
 */
public final class TraceReader implements PairCursor, Closeable {
  private final List<TraceSegment> pinned;
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
  private boolean isClosed;

  /**
   * Takes over pinned segments.
   *
   * @param prefix what the record keys of the arrangement begin with
   */
  TraceReader(List<TraceSegment> pinned, byte[] prefix) {
    this.pinned = pinned;
    this.prefix = prefix;
    for (TraceSegment segment : pinned) {
      cursors.add(new SegmentCursor(segment::segment, prefix));
    }
    this.scan = new MergedCursor(cursors);
  }

  /**
   * Moves before the first value of a key if it is there, else before the first greater key;
   * returns whether it is there.
   *
   * <p>Keys may be asked for in any order. Cost: a block of each file that has the key, unless it
   * is the block of the key before; a file that has not is mostly known by its filter.
   *
   * @param key must not be changed as long as the reader is at it
   */
  public boolean seek(byte[] key) throws IOException {
    checkOpen();
    byte[] recordKey = PairWriter.recordKey(prefix, key);
    long hash = KeyFilter.hash(recordKey, 0, recordKey.length);
    List<SegmentCursor> holders = new ArrayList<>(2);
    for (int i = 0; i < cursors.size(); i++) {
      if (pinned.get(i).segment().mayContain(hash) && cursors.get(i).seek(key)) {
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

  /** Moves before the first key that is equal to the given one or greater. */
  public void seekCeiling(byte[] key) throws IOException {
    checkOpen();
    for (SegmentCursor cursor : cursors) {
      cursor.seekCeiling(key);
    }
    foundValues.stop();
    scan = new MergedCursor(cursors);
  }

  @Override
  public boolean nextKey() throws IOException {
    checkOpen();
    if (scan == null) {
      // The least key that is greater than another is that with a zero behind it.
      seekCeiling(isFound ? Arrays.copyOf(sought, sought.length + 1) : sought);
    }
    return scan().nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    checkOpen();
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

  /** Gives the files free. Closing twice has no effect. */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      LiveSegments.unpin(pinned);
    }
  }

  private MergedCursor scan() {
    if (scan == null) {
      throw new IllegalStateException("The reader has been sent to a single key");
    }
    return scan;
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("The reader is closed");
    }
  }
}
