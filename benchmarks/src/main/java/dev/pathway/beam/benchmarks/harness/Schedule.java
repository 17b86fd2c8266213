// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import dev.pathway.beam.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the runs. All contestants take turns at a job before any of them repeats it, and a
 * different one begins each time, so that a machine that slows down slows them all.
 */
public final class Schedule {

  private Schedule() {}

  /** Returns the runs of the workloads by those contestants that take part in them, in order. */
  public static List<RunKey> of(
      List<Workload> workloads, List<Contestant> contestants, double scale, int repetitions) {
    List<RunKey> schedule = new ArrayList<>();
    for (int repetition = 1; repetition <= repetitions; repetition++) {
      for (Workload workload : workloads) {
        long size = workload.size(scale);
        List<Contestant> entrants =
            contestants.stream()
                .filter(contestant -> contestant.disciplines().contains(workload.discipline()))
                .toList();
        if (workload.hasEmptyJob()) {
          addTurn(schedule, workload, entrants, JobKind.EMPTY, size, repetition);
        }
        addTurn(schedule, workload, entrants, JobKind.FULL, size, repetition);
      }
    }
    return schedule;
  }

  private static void addTurn(
      List<RunKey> schedule,
      Workload workload,
      List<Contestant> contestants,
      JobKind kind,
      long size,
      int repetition) {
    for (int i = 0; i < contestants.size(); i++) {
      Contestant contestant = contestants.get((i + repetition - 1) % contestants.size());
      schedule.add(new RunKey(workload.name(), contestant.name(), kind, size, repetition));
    }
  }
}
