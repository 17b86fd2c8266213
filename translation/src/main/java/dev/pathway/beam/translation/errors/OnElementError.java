// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.errors;

import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is done with an element on which user code throws.
 *
 * @param kind what is done
 * @param folder the folder for dead letters; null unless they are written
 */
public record OnElementError(Kind kind, @Nullable String folder) implements Serializable {
  /** The pipeline fails. */
  public static final OnElementError FAILING = new OnElementError(Kind.FAIL, null);

  private static final String OPTION = "--onElementError";

  /** What is done. */
  public enum Kind {
    /** The pipeline fails. */
    FAIL,
    /** The element is dropped and counted. */
    SKIP,
    /** The element is dropped, counted and written to a file. */
    DEADLETTER
  }

  /**
   * Reads the value of the option: {@code fail}, {@code skip} or {@code deadletter:FOLDER}, in
   * upper or lower case.
   *
   * @throws IllegalArgumentException with the option and what it may be, if it is none of them
   */
  public static OnElementError parse(String value) {
    int colon = value.indexOf(':');
    String name = (colon < 0 ? value : value.substring(0, colon)).trim().toUpperCase(Locale.ROOT);
    String folder = colon < 0 ? "" : value.substring(colon + 1).trim();
    if (name.equals(Kind.DEADLETTER.name())) {
      if (folder.isEmpty()) {
        throw new IllegalArgumentException(
            OPTION + "=DEADLETTER needs a folder: DEADLETTER:FOLDER, not " + value);
      }
      return new OnElementError(Kind.DEADLETTER, folder);
    }
    for (Kind kind : Kind.values()) {
      if (colon < 0 && kind.name().equals(name)) {
        return new OnElementError(kind, null);
      }
    }
    throw new IllegalArgumentException(
        OPTION + " must be FAIL, SKIP or DEADLETTER:FOLDER: " + value);
  }
}
