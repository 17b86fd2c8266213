// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import org.jspecify.annotations.Nullable;

/** What is taken back is not what was there. */
final class WrongRetraction {
  private static final int MAX_TEXT = 200;

  private static final String WHY =
      " a step before it gives different outputs for the same element from one run to the next, or"
          + " its coder different bytes. Nothing was written. Mark its function as @NonDeterministic,"
          + " or run with --fullRecompute";

  private WrongRetraction() {}

  /** Returns the exception that says that a row is there less than no times. */
  static IllegalStateException tooMany(String step, long count) {
    return new IllegalStateException(
        "a row of the input of '"
            + step
            + "' was taken back more often than it was there ("
            + count
            + " times left):"
            + WHY);
  }

  /**
   * Returns the exception that says that as many numbers were taken back as there were, but others.
   *
   * @param rest by how much their sums differ
   */
  static IllegalStateException otherNumbers(String step, @Nullable Object key, long rest) {
    return new IllegalStateException(
        "the numbers of the input of '"
            + step
            + "' for the key "
            + text(key)
            + " were all taken back, but are others than those that were there (their sums differ by "
            + rest
            + "):"
            + WHY);
  }

  /** Returns an element or a key for people, not too long. */
  static String text(@Nullable Object element) {
    String text = String.valueOf(element);
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }
}
