// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.job.Headcount;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.SnapshotSettings;
import java.io.Serializable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is sent to the members of a cluster, each of which makes its own part of it.
 *
 * @param id unique for each run
 * @param name for people
 * @param settings how it runs; the memory is that of the process which made them
 * @param heapShare which part of its heap each member gives instead
 * @param headcount who takes part in it on each member
 * @param workers how many workers each stage has on each member, by what the stage is known by
 * @param snapshots how it takes snapshots; null if it takes none
 */
public record JobSpec(
    String id,
    String name,
    JobSettings settings,
    double heapShare,
    Headcount headcount,
    Map<String, Integer> workers,
    @Nullable SnapshotSettings snapshots)
    implements Serializable {

  /** Copies the map. */
  public JobSpec {
    workers = Map.copyOf(workers);
  }

  /** Returns the settings on the calling member. */
  JobSettings settingsHere() {
    return new JobSettings(
        settings.parallelism(),
        settings.maxBundleRows(),
        settings.maxBundleMillis(),
        Math.max(1, (long) (Runtime.getRuntime().maxMemory() * heapShare)),
        settings.spillDirectory(),
        settings.streaming());
  }
}
