// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;

/** A cursor at the place of another one, but for what is overridden. */
public abstract class ForwardingCursor implements PairCursor {
  private final PairCursor cursor;

  /** Takes the other cursor, which must not be used any more. */
  protected ForwardingCursor(PairCursor cursor) {
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
    return cursor.weight();
  }
}
