// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import dev.pathway.beam.benchmarks.workload.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** Finds jobs whose runs did not all have the same result. */
public final class Disagreements {

  private Disagreements() {}

  /** Returns one line per job whose successful runs disagree, with who has which result. */
  public static List<String> in(List<RunRecord> records) {
    Map<Job, Map<Digest, TreeSet<String>>> digests = new LinkedHashMap<>();
    for (RunRecord record : records) {
      if (record.outcome() == Outcome.SUCCEEDED) {
        RunKey key = record.key();
        digests
            .computeIfAbsent(
                new Job(key.workload(), key.kind(), key.size()), job -> new LinkedHashMap<>())
            .computeIfAbsent(
                Objects.requireNonNull(record.digest(), "digest"), digest -> new TreeSet<>())
            .add(key.contestant());
      }
    }
    List<String> disagreements = new ArrayList<>();
    digests.forEach(
        (job, results) -> {
          if (results.size() > 1) {
            disagreements.add(job + ": " + results);
          }
        });
    return disagreements;
  }

  private record Job(String workload, JobKind kind, long size) {}
}
