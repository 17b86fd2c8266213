// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.io.Serializable;
import java.nio.file.Path;

/**
 * How a job runs.
 *
 * @param parallelism workers of each stage on each member
 * @param maxBundleRows rows after which a bundle ends
 * @param maxBundleMillis milliseconds after which a bundle ends
 * @param memoryBytes heap that tables and buffers may take before they spill, together with those
 *     of all other jobs of the process that have the same setting
 * @param spillDirectory the folder in which spilled data goes; a string, since paths are not
 *     serialisable
 * @param streaming whether event time advances while the job runs; if not, all of it passes at the
 *     end of the input
 */
public record JobSettings(
    int parallelism,
    long maxBundleRows,
    long maxBundleMillis,
    long memoryBytes,
    String spillDirectory,
    boolean streaming)
    implements Serializable {

  /** Checks the ranges. */
  public JobSettings {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism must be at least 1: " + parallelism);
    }
    if (maxBundleRows < 1 || maxBundleMillis < 1) {
      throw new IllegalArgumentException(
          "a bundle must hold at least 1 row and last at least 1 ms: "
              + maxBundleRows
              + " rows, "
              + maxBundleMillis
              + " ms");
    }
    if (memoryBytes < 1) {
      throw new IllegalArgumentException("memory must be at least 1 byte: " + memoryBytes);
    }
  }

  /**
   * Returns the settings of a batch job with the given parallelism: spills to the system's
   * temporary folder.
   */
  public static JobSettings batch(int parallelism) {
    return new JobSettings(
        parallelism,
        1_000_000,
        10_000,
        defaultMemoryBytes(),
        System.getProperty("java.io.tmpdir"),
        false);
  }

  /**
   * Returns the settings of a streaming job with the given parallelism: spills to the system's
   * temporary folder.
   */
  public static JobSettings streaming(int parallelism) {
    return new JobSettings(
        parallelism,
        1_000,
        1_000,
        defaultMemoryBytes(),
        System.getProperty("java.io.tmpdir"),
        true);
  }

  /** Returns 30 % of the largest heap. */
  public static long defaultMemoryBytes() {
    return Runtime.getRuntime().maxMemory() / 10 * 3;
  }

  /** Returns {@link #spillDirectory} as a path. */
  public Path spillPath() {
    return Path.of(spillDirectory);
  }
}
