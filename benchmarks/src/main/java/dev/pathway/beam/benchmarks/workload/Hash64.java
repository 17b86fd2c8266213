// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

/**
 * 64-bit hashing, for inputs that depend on nothing but the index and for digests.
 *
 * <p>The finaliser is variant 13 of David Stafford's list, the one of {@code SplittableRandom}.
 */
public final class Hash64 {

  private Hash64() {}

  /** Returns the hash of a number; a bijection. */
  public static long of(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Returns the hash of a pair, which depends on the order. */
  public static long of(long first, long second) {
    return of(of(first) + second);
  }

  /** Returns the hash of a triple, which depends on the order. */
  public static long of(long first, long second, long third) {
    return of(of(first, second) + third);
  }

  /** Returns the hash of a text. */
  public static long of(CharSequence text) {
    long hash = text.length();
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 0x100000001b3L + text.charAt(i);
    }
    return of(hash);
  }
}
