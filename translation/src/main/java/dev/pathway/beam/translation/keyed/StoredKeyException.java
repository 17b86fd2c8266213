// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import org.jspecify.annotations.Nullable;

/** Says that what a key holds cannot be stored, or read back. */
final class StoredKeyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the failure.
   *
   * @param what what cannot be done, as in "decode state 'x'"
   */
  StoredKeyException(String what, @Nullable Object key, String step, Throwable cause) {
    super(
        "Cannot %s of key '%s' of '%s': %s".formatted(what, KeyFailure.shown(key), step, cause),
        cause);
  }
}
