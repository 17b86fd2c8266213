// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

/** How much of an estimate that may grow and shrink has been charged: only what is missing is. */
final class Charge {
  private long chargedBytes;

  /** Returns the bytes to charge, such that at least {@code bytes} have been charged in all. */
  long upTo(double bytes) {
    long missing = (long) bytes - chargedBytes;
    if (missing <= 0) {
      return 0;
    }
    chargedBytes += missing;
    return missing;
  }

  /** Returns the bytes charged. */
  long chargedBytes() {
    return chargedBytes;
  }

  /** Starts again with nothing charged. */
  void forget() {
    chargedBytes = 0;
  }
}
