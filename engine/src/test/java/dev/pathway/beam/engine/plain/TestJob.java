// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.state.memory.MemoryBudget;

/** Jobs that no engine runs. */
public final class TestJob {
  private TestJob() {}

  /** Returns a job that must not spill. */
  public static Job withoutSpill(JobSettings settings, long memoryBytes) {
    return new Job(
        "id",
        "job",
        settings,
        new MemoryBudget(memoryBytes),
        () -> {
          throw new IllegalStateException("nothing is spilled");
        });
  }
}
