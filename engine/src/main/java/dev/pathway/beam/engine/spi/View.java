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

  /**
   * Returns whether it is known what a window holds: something was put there, or will not be any
   * more. A function that got false is woken by a change of the view.
   *
   * @param end the event time after which nothing can come for the window that was not there before
   */
  default boolean ready(Object window, long end) {
    return true;
  }

  /** Returns a number that differs from what it was before if the view has changed. */
  default long version() {
    return 0;
  }

  /**
   * Returns a number that differs from what it was before if a window holds something else: what
   * was made of its content is out of date then.
   */
  default long version(Object window) {
    return 0;
  }

  /**
   * Says that this reader will not ask for windows that end before a time, which need not be kept
   * for it.
   */
  default void release(long time) {}

  /**
   * Returns whether windows that end at a time may be gone, since all readers have released them.
   */
  default boolean released(long end) {
    return false;
  }

  /** Returns the distinct keys in a window. May be iterated repeatedly. */
  Iterable<@Nullable Object> keys(Object window);
}
