// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pairs of a consolidated buffer. Thread-confined. */
final class BufferCursor implements SeekableCursor {
  private static final int NO_PAIR = -1;

  private final PairBuffer pairs;

  /** The next pair to be given out. */
  private int next;

  private int keyPair = NO_PAIR;
  private int valuePair = NO_PAIR;
  private byte @Nullable [] key;
  private byte @Nullable [] value;

  BufferCursor(PairBuffer pairs) {
    this.pairs = pairs;
  }

  @Override
  public boolean seek(byte[] target) {
    seekCeiling(target);
    if (next < pairs.count() && Arrays.equals(pairs.key(pairs.address(next)), target)) {
      return nextKey();
    }
    return false;
  }

  @Override
  public void seekCeiling(byte[] target) {
    int low = 0;
    int high = pairs.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(pairs.key(pairs.address(middle)), target) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    next = low;
    keyPair = NO_PAIR;
    valuePair = NO_PAIR;
    key = null;
    value = null;
  }

  @Override
  public boolean nextKey() {
    while (isMoreOfKey()) {
      next++;
    }
    valuePair = NO_PAIR;
    value = null;
    key = null;
    keyPair = next < pairs.count() ? next : NO_PAIR;
    return keyPair >= 0;
  }

  @Override
  public boolean nextValue() {
    checkKey();
    value = null;
    valuePair = isMoreOfKey() ? next++ : NO_PAIR;
    return valuePair >= 0;
  }

  @Override
  public byte[] key() {
    checkKey();
    if (key == null) {
      key = pairs.key(pairs.address(keyPair));
    }
    return key;
  }

  @Override
  public byte[] value() {
    checkValue();
    if (value == null) {
      value = pairs.value(pairs.address(valuePair));
    }
    return value;
  }

  @Override
  public long weight() {
    checkValue();
    return pairs.weight(pairs.address(valuePair));
  }

  private boolean isMoreOfKey() {
    return keyPair >= 0 && next < pairs.count() && (next == keyPair || !pairs.isFirstOfKey(next));
  }

  private void checkKey() {
    if (keyPair < 0) {
      throw new IllegalStateException("The cursor is at no key");
    }
  }

  private void checkValue() {
    if (valuePair < 0) {
      throw new IllegalStateException("The cursor is at no value");
    }
  }
}
