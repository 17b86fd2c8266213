// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.util.NoSuchElementException;

/**
 * A place in a {@link Batch}: a key, a value of it, and the updates of the pair.
 *
 * <p>Moves forward through the keys, and through the values of each key, in order. Thread-confined.
 */
public final class Cursor {
  private final Batch.Columns columns;
  private int key;
  private int value;

  Cursor(Batch.Columns columns) {
    this.columns = columns;
  }

  /** Returns whether the cursor is at a key, not behind the last one. */
  public boolean keyValid() {
    return key < columns.keys.count();
  }

  /** Returns whether the cursor is at a value of a key, not behind its last one. */
  public boolean valueValid() {
    return keyValid() && value < columns.valuesOfKey[key + 1];
  }

  /** Returns a copy of the key. */
  public byte[] key() {
    checkKey();
    return columns.keys.get(key);
  }

  /** Returns a copy of the value. */
  public byte[] value() {
    checkValue();
    return columns.values.get(value);
  }

  /** Returns the number of updates of the key and value, at least one. */
  public int updates() {
    checkValue();
    return columns.updatesOfValue[value + 1] - columns.updatesOfValue[value];
  }

  /** Returns the time of an update of the key and value; times ascend. */
  public long time(int update) {
    return columns.times[index(update)];
  }

  /** Returns the diff of an update of the key and value, not zero. */
  public long diff(int update) {
    return columns.diffs[index(update)];
  }

  /** Moves to the first value of the next key. */
  public void nextKey() {
    checkKey();
    moveTo(key + 1);
  }

  /** Moves to the next value of the key. */
  public void nextValue() {
    checkValue();
    value++;
  }

  /**
   * Moves to the first value of the first key that is not less than the given one; stays where it
   * is if its key is not. Cost: a binary search.
   */
  public void seekKey(byte[] target) {
    if (keyValid() && columns.keys.compare(key, target) < 0) {
      moveTo(columns.keys.firstNotLess(target, key + 1));
    }
  }

  private void moveTo(int nextKey) {
    key = nextKey;
    value = columns.valuesOfKey[nextKey];
  }

  private int index(int update) {
    if (update < 0 || update >= updates()) {
      throw new IndexOutOfBoundsException(
          "update must be within [0, " + updates() + "): " + update);
    }
    return columns.updatesOfValue[value] + update;
  }

  private void checkKey() {
    if (!keyValid()) {
      throw new NoSuchElementException("The cursor is behind the last key");
    }
  }

  private void checkValue() {
    if (!valueValid()) {
      throw new NoSuchElementException("The cursor is behind the last value");
    }
  }
}
