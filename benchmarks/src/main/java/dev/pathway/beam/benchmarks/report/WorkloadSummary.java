// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.report;

import static java.util.Objects.requireNonNull;

import dev.pathway.beam.benchmarks.harness.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all contestants took for one workload of one size.
 *
 * @param workload name of the workload
 * @param size number of input elements
 * @param contestants one summary per contestant, in the order of the registry
 */
public record WorkloadSummary(String workload, long size, List<ContestantSummary> contestants) {

  /** Checks the name and copies the list. */
  public WorkloadSummary {
    requireNonNull(workload, "workload");
    contestants = List.copyOf(contestants);
  }

  /**
   * Returns the summaries of a series of runs.
   *
   * @param workloads names of workloads in the order of the report
   * @param contestants names of contestants in the order of the report
   */
  static List<WorkloadSummary> of(
      List<RunRecord> records, List<String> workloads, List<String> contestants) {
    Map<Job, Map<String, List<RunRecord>>> byJob = new LinkedHashMap<>();
    for (RunRecord record : records) {
      byJob
          .computeIfAbsent(
              new Job(record.key().workload(), record.key().size()), job -> new LinkedHashMap<>())
          .computeIfAbsent(record.key().contestant(), contestant -> new ArrayList<>())
          .add(record);
    }
    return byJob.entrySet().stream()
        .map(
            job ->
                new WorkloadSummary(
                    job.getKey().workload(),
                    job.getKey().size(),
                    job.getValue().entrySet().stream()
                        .map(entry -> ContestantSummary.of(entry.getKey(), entry.getValue()))
                        .sorted(
                            Comparator.comparingInt(
                                summary -> contestants.indexOf(summary.contestant())))
                        .toList()))
        .sorted(
            Comparator.comparingInt(
                    (WorkloadSummary summary) -> workloads.indexOf(summary.workload()))
                .thenComparingLong(WorkloadSummary::size))
        .toList();
  }

  /** Returns the summary of a contestant, if it took part. */
  Optional<ContestantSummary> contestant(String name) {
    return contestants.stream().filter(summary -> summary.contestant().equals(name)).findFirst();
  }

  private record Job(String workload, long size) {}
}
