// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/** A row is there less than no times. */
final class NegativeCount {
  private NegativeCount() {}

  /** Returns the exception that says so. */
  static IllegalStateException of(String step, long count) {
    return new IllegalStateException(
        "a row of the input of '"
            + step
            + "' was taken back more often than it was there ("
            + count
            + " times left): a step before it gives different outputs for the same element from one run to the next, or"
            + " its coder different bytes. Nothing was written. Mark its function as @NonDeterministic,"
            + " or run with --fullRecompute");
  }
}
