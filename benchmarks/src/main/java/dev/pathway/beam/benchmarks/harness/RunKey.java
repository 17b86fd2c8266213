// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Identifies a run within a series of measurements.
 *
 * @param workload name of the workload
 * @param contestant name of the contestant
 * @param kind whether on the input or on an empty one
 * @param size size of the workload; for an empty job that of the full job it belongs to
 * @param repetition from 1
 */
public record RunKey(String workload, String contestant, JobKind kind, long size, int repetition) {

  /** Checks that nothing is missing. */
  public RunKey {
    requireNonNull(workload, "workload");
    requireNonNull(contestant, "contestant");
    requireNonNull(kind, "kind");
  }

  /** Returns the key without its repetition: 0 in its place. */
  RunKey anyRepetition() {
    return new RunKey(workload, contestant, kind, size, 0);
  }

  /** Returns the number of elements the job reads. */
  long inputSize() {
    return kind == JobKind.EMPTY ? 0 : size;
  }

  /** Returns the key as a file name. */
  String toFileName() {
    return String.join(
        "-",
        workload,
        contestant,
        kind.name().toLowerCase(Locale.ROOT),
        Long.toString(size),
        Integer.toString(repetition));
  }

  @Override
  public String toString() {
    return "%s %s %s, size %,d, #%d"
        .formatted(workload, contestant, kind.name().toLowerCase(Locale.ROOT), size, repetition);
  }
}
