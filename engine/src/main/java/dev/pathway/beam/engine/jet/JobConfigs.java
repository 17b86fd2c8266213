// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import dev.pathway.beam.engine.job.SnapshotSettings;
import org.jspecify.annotations.Nullable;

/** How Jet runs jobs that are no light ones. */
public final class JobConfigs {
  private JobConfigs() {}

  /**
   * Returns the configuration of a job.
   *
   * @param name unique for each run
   * @param snapshots how it takes snapshots; null if it takes none
   */
  public static JobConfig of(String name, @Nullable SnapshotSettings snapshots) {
    JobConfig config = new JobConfig();
    config.setName(name);
    // When a member is lost, Jet suspends a job with snapshots and fails one without. By itself it
    // would wait some seconds and start either again.
    config.setAutoScaling(false);
    if (snapshots == null) {
      return config.setProcessingGuarantee(ProcessingGuarantee.NONE);
    }
    return config
        .setProcessingGuarantee(
            snapshots.exactlyOnce()
                ? ProcessingGuarantee.EXACTLY_ONCE
                : ProcessingGuarantee.AT_LEAST_ONCE)
        .setSnapshotIntervalMillis(snapshots.intervalMillis());
  }
}
