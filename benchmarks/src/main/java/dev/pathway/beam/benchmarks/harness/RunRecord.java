// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.benchmarks.workload.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a run; one line of the run log.
 *
 * @param key which run
 * @param settings the settings it ran with; runs compare only if these are equal
 * @param invocation the command and the commit
 * @param startedAt when it started, ISO 8601
 * @param loadAverage load of the machine over the minute before, or negative if unknown
 * @param outcome how it ended
 * @param measurement what it took; present only if it succeeded
 * @param digest digest of its result; present only if it succeeded
 * @param problem what went wrong; present only if it did not succeed
 */
public record RunRecord(
    RunKey key,
    RunSettings settings,
    Invocation invocation,
    String startedAt,
    double loadAverage,
    Outcome outcome,
    @Nullable Measurement measurement,
    @Nullable Digest digest,
    @Nullable String problem) {

  /** Checks that what the outcome asks for is there. */
  public RunRecord {
    requireNonNull(key, "key");
    requireNonNull(settings, "settings");
    requireNonNull(invocation, "invocation");
    requireNonNull(startedAt, "startedAt");
    requireNonNull(outcome, "outcome");
    if (outcome == Outcome.SUCCEEDED) {
      requireNonNull(measurement, "measurement");
      requireNonNull(digest, "digest");
    } else {
      requireNonNull(problem, "problem");
    }
  }
}
