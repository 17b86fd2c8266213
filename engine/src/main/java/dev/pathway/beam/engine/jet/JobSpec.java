// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.job.Headcount;
import dev.pathway.beam.engine.job.JobSettings;
import java.io.Serializable;

/**
 * A job as it is sent to the members of a cluster, each of which makes its own part of it.
 *
 * @param id unique for each run
 * @param name for people
 * @param settings how it runs; the memory is that of the process which made them
 * @param heapShare which part of its heap each member gives instead
 * @param headcount who takes part in it on each member
 */
public record JobSpec(
    String id, String name, JobSettings settings, double heapShare, Headcount headcount)
    implements Serializable {

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
