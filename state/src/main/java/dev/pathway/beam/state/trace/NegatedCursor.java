// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;

/** The pairs of a cursor with weights of the opposite sign. */
final class NegatedCursor implements PairCursor {
  private final PairCursor cursor;

  NegatedCursor(PairCursor cursor) {
    this.cursor = cursor;
  }

  @Override
  public boolean nextKey() throws IOException {
    return cursor.nextKey();
  }

  @Override
  public boolean nextValue() throws IOException {
    return cursor.nextValue();
  }

  @Override
  public byte[] key() {
    return cursor.key();
  }

  @Override
  public byte[] value() {
    return cursor.value();
  }

  @Override
  public long weight() {
    return Math.negateExact(cursor.weight());
  }
}
