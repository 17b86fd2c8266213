// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.codec.ArrayInput;
import dev.pathway.beam.translation.time.EventTimes;
import java.io.IOException;

/** A state that nobody has asked for since its key was read, as it was stored. */
final class RawCell {
  private final CellKind kind;
  private final byte[] bytes;

  /** Creates a state of a kind with its contents, encoded. */
  RawCell(CellKind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  CellKind kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Returns the time that a hold holds. */
  long heldMillis() throws IOException {
    return EventTimes.millis(CellCodec.readTime(new ArrayInput(bytes)));
  }
}
