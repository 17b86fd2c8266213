// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import dev.pathway.beam.benchmarks.workload.Digest;
import java.util.List;
import java.util.Map;

/** Run records for tests. */
public final class RunRecords {

  /** The settings of all records made here. */
  public static final RunSettings SETTINGS = new RunSettings("4g", 2, 60, List.of());

  private static final Invocation INVOCATION = new Invocation("benchmarks/run --some", "abc");

  private RunRecords() {}

  /** Returns the key of a run of the chain over 100 elements. */
  public static RunKey key(String contestant, JobKind kind, int repetition) {
    return new RunKey("chain", contestant, kind, 100, repetition);
  }

  /** Returns a successful run whose CPU time and memory follow from its wall time. */
  public static RunRecord succeeded(RunKey key, long wallMillis) {
    return succeeded(key, wallMillis, new Digest(key.inputSize(), 1));
  }

  /** Returns a successful run with the given result. */
  public static RunRecord succeeded(RunKey key, long wallMillis, Digest digest) {
    return succeeded(key, wallMillis, digest, Map.of());
  }

  /** Returns a successful run with the given figures. */
  public static RunRecord succeeded(RunKey key, long wallMillis, Map<String, Double> figures) {
    return succeeded(key, wallMillis, new Digest(key.inputSize(), 1), figures);
  }

  private static RunRecord succeeded(
      RunKey key, long wallMillis, Digest digest, Map<String, Double> figures) {
    return new RunRecord(
        key,
        SETTINGS,
        INVOCATION,
        "2024-01-01T00:00:00Z",
        0.5,
        Outcome.SUCCEEDED,
        new Measurement(
            wallMillis, 2 * wallMillis, wallMillis / 2, wallMillis, 1024 * wallMillis, figures),
        digest,
        null);
  }

  /** Returns a run that did not succeed. */
  public static RunRecord failed(RunKey key, Outcome outcome) {
    return new RunRecord(
        key,
        SETTINGS,
        INVOCATION,
        "2024-01-01T00:00:00Z",
        0.5,
        outcome,
        null,
        null,
        "it " + outcome);
  }
}
