// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sum of several cursors.
 *
 * <p>A key whose values cancel out must not be seen, so the first value of each key is looked for
 * when the cursor moves to it. Thread-confined.
 */
final class MergedCursor implements PairCursor {
  private final PriorityQueue<PairCursor> waiting =
      new PriorityQueue<>((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));

  /** The sources that are at the key; at first, those that have not been moved to one. */
  private final List<PairCursor> current;

  private final ValueSum values = new ValueSum();
  private byte @Nullable [] key;
  private boolean isBeforeFirst;

  MergedCursor(List<? extends PairCursor> cursors) {
    this.current = new ArrayList<>(cursors);
  }

  @Override
  public boolean nextKey() throws IOException {
    do {
      if (!moveToNextKey()) {
        return false;
      }
      values.start(current);
      isBeforeFirst = values.next();
    } while (!isBeforeFirst);
    return true;
  }

  /**
   * Writes all pairs behind the key that the cursor is at. The records of a key that is in one
   * segment only are copied as they are, which most are where a small segment is merged with a
   * large one.
   *
   * @param prefix what comes before the keys
   */
  void writeAll(byte[] prefix, PairWriter out) throws IOException {
    while (moveToNextKey()) {
      byte[] recordKey = PairWriter.recordKey(prefix, key());
      if (current.size() == 1 && current.get(0) instanceof SegmentCursor segment) {
        segment.copyRecords(recordKey, out);
      } else {
        values.start(current);
        if (values.next()) {
          isBeforeFirst = true;
          out.writeKey(recordKey, this);
        }
      }
    }
  }

  @Override
  public boolean nextValue() throws IOException {
    key();
    if (isBeforeFirst) {
      isBeforeFirst = false;
      return true;
    }
    return values.next();
  }

  @Override
  public byte[] key() {
    if (key == null) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return key;
  }

  @Override
  public byte[] value() {
    if (isBeforeFirst) {
      throw new IllegalStateException("The cursor is at no value");
    }
    return values.value();
  }

  @Override
  public long weight() {
    value();
    return values.weight();
  }

  private boolean moveToNextKey() throws IOException {
    isBeforeFirst = false;
    values.stop();
    if (current.size() == 1) {
      PairCursor same = current.get(0);
      if (same.nextKey()) {
        PairCursor rival = waiting.peek();
        if (rival == null || Arrays.compareUnsigned(same.key(), rival.key()) < 0) {
          key = same.key();
          return true;
        }
        waiting.add(same);
      }
      current.clear();
    }
    for (PairCursor source : current) {
      if (source.nextKey()) {
        waiting.add(source);
      }
    }
    current.clear();
    PairCursor least = waiting.poll();
    if (least == null) {
      key = null;
      return false;
    }
    byte[] next = least.key();
    key = next;
    current.add(least);
    for (PairCursor same = waiting.peek();
        same != null && Arrays.equals(same.key(), next);
        same = waiting.peek()) {
      current.add(waiting.remove());
    }
    return true;
  }
}
