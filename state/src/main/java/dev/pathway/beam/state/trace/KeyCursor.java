// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.trace;

import java.io.IOException;

/** The one key at which a cursor is. */
final class KeyCursor extends ForwardingCursor {
  private boolean started;
  private boolean ended;

  KeyCursor(PairCursor cursor) {
    super(cursor);
  }

  @Override
  public boolean nextKey() {
    ended = started;
    started = true;
    return !ended;
  }

  @Override
  public boolean nextValue() throws IOException {
    key();
    return super.nextValue();
  }

  @Override
  public byte[] key() {
    if (!started || ended) {
      throw new IllegalStateException("The cursor is at no key");
    }
    return super.key();
  }
}
