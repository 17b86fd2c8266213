// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import dev.pathway.beam.state.memory.MemoryBudget;
import dev.pathway.beam.state.segment.SpillDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all jobs of a member share: memory, and places to spill to. Thread-safe. */
public final class MemberResources implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemberResources.class);

  private final Map<Long, MemoryBudget> budgets = new HashMap<>();
  private final Map<String, SpillDirectory> spills = new HashMap<>();

  /** Returns the memory of all jobs with the same limit. */
  public synchronized MemoryBudget budget(long bytes) {
    return budgets.computeIfAbsent(bytes, MemoryBudget::new);
  }

  /** Returns where a job with these settings spills to, made at the first call. */
  public synchronized SpillDirectory spill(JobSettings settings) {
    return spills.computeIfAbsent(
        settings.spillDirectory(),
        path -> {
          try {
            return SpillDirectory.open(settings.spillPath());
          } catch (IOException e) {
            throw new UncheckedIOException(
                "Cannot make a spill directory in '"
                    + path
                    + "': choose another with --spillDirectory",
                e);
          }
        });
  }

  /** Deletes what was spilled; may be called several times. */
  @Override
  public synchronized void close() {
    for (SpillDirectory spill : spills.values()) {
      try {
        spill.close();
      } catch (IOException e) {
        LOG.warn("Could not delete the spill directory '{}'; the next start will", spill.path(), e);
      }
    }
    spills.clear();
  }
}
