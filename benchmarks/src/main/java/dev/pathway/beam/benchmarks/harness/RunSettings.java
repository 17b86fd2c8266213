// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The settings that all runs of a series share.
 *
 * @param heap maximal heap of each JVM, as {@code -Xmx} takes it
 * @param parallelism parallelism of the runners that take one
 * @param timeLimitSeconds wall time after which a run is killed
 * @param jvmOptions further options of each JVM
 */
public record RunSettings(
    String heap, int parallelism, long timeLimitSeconds, List<String> jvmOptions) {

  /** Checks the numbers and copies the options. */
  public RunSettings {
    requireNonNull(heap, "heap");
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be positive: " + parallelism);
    }
    if (timeLimitSeconds < 1) {
      throw new IllegalArgumentException("timeLimitSeconds must be positive: " + timeLimitSeconds);
    }
    jvmOptions = List.copyOf(jvmOptions);
  }

  /** Returns whether runs with these and with the other settings may be compared. */
  boolean isComparableTo(RunSettings other) {
    return heap.equals(other.heap)
        && parallelism == other.parallelism
        && jvmOptions.equals(other.jvmOptions);
  }
}
