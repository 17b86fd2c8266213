// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.live;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Moves from entry to entry in the order of their {@linkplain EntryKey keys}; starts before. */
interface EntryCursor {
  /** Moves to the next entry; returns whether there is one. */
  boolean next() throws IOException;

  /** Returns an array that begins with the key of the entry; it may change with {@link #next}. */
  byte[] key();

  /** Returns the length of the key. */
  int keyLength();

  /** Returns the value of the entry, null if this says that it was removed. */
  byte @Nullable [] value() throws IOException;
}
