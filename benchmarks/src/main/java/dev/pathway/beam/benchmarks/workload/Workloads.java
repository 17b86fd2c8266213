// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import java.util.List;
import java.util.stream.Collectors;

/** All workloads, in the order in which they are run and reported. */
public final class Workloads {

  private static final List<Workload> ALL =
      List.of(
          new ChainWorkload(),
          new SumPerKeyWorkload(),
          new GroupByKeyWorkload(),
          new WordCountWorkload(),
          new StartupWorkload(),
          new WindowedSumWorkload(),
          new StreamLatencyWorkload(),
          new StreamIdleWorkload("stream-idle", "stands still", Pace.BY_CLOCK_STANDING),
          new StreamIdleWorkload("stream-idle-clock", "follows the clock", Pace.BY_CLOCK),
          new IdleKeysWorkload("idle-keys-few", 1_000),
          new IdleKeysWorkload("idle-keys-many", 1_000_000),
          new LargeGroupsWorkload("large-groups", 4_194_304, 200_000, 1),
          new LargeGroupsWorkload("large-key", 1_048_576, 1, 2));

  private Workloads() {}

  /** Returns all workloads. */
  public static List<Workload> all() {
    return ALL;
  }

  /** Returns the workload of the given name, or fails with the names there are. */
  public static Workload named(String name) {
    return ALL.stream()
        .filter(workload -> workload.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No workload is called '%s'; there are %s"
                        .formatted(
                            name,
                            ALL.stream().map(Workload::name).collect(Collectors.joining(", ")))));
  }
}
