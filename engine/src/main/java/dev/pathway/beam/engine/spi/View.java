// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import org.jspecify.annotations.Nullable;

/**
 * A collection as seen by side-input readers: its values by window, and by key where the view has
 * keys. Thread-safe.
 */
public interface View {
  /**
   * Returns the values in a window, in no particular order; empty if there are none. May be
   * iterated repeatedly.
   */
  Iterable<@Nullable Object> values(Object window);

  /**
   * Returns the values of a key in a window; empty if there are none. May be iterated repeatedly.
   */
  Iterable<@Nullable Object> values(Object window, @Nullable Object key);

  /** Returns the distinct keys in a window. May be iterated repeatedly. */
  Iterable<@Nullable Object> keys(Object window);
}
