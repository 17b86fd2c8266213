// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How a streaming job takes snapshots.
 *
 * @param intervalMillis milliseconds from one snapshot to the next
 * @param exactlyOnce whether what a restart repeats has no effect on state or outputs; otherwise
 *     elements may count more than once
 * @param directory the folder that holds them, which all members reach under this name; null for
 *     the members' memory
 * @param plan what is known of the job's plan
 */
public record SnapshotSettings(
    long intervalMillis, boolean exactlyOnce, @Nullable String directory, PlanIdentity plan)
    implements Serializable {
  /** Checks the range. */
  public SnapshotSettings {
    if (intervalMillis < 1) {
      throw new IllegalArgumentException(
          "snapshots must be at least 1 ms apart: " + intervalMillis);
    }
  }
}
