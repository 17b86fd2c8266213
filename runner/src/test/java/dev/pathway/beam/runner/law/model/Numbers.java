// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.law.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The arithmetic of all steps. */
public final class Numbers {
  /** Most values are from 0 up to this one. */
  public static final long BOUND = 1_000_003;

  private static final int FACTOR = 31;

  private Numbers() {}

  /** Returns a number in bounds for any number. */
  public static long bound(long value) {
    return Math.floorMod(value, BOUND);
  }

  /** Returns a number in bounds that depends on all values, but not on their order. */
  public static long digest(Iterable<Long> values) {
    List<Long> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    long digest = 17;
    for (long value : sorted) {
      digest = bound(digest * FACTOR + value);
    }
    return digest;
  }

  /** Returns a number in bounds that depends on two. */
  public static long mix(long left, long right) {
    return bound(bound(left) * FACTOR + right);
  }
}
