// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The size of a job and where it reads and writes.
 *
 * @param size number of input elements; 0 for the empty job
 * @param dataDirectory where inputs are kept from run to run
 * @param outputDirectory where this run writes; empty at its start
 */
public record Parameters(long size, Path dataDirectory, Path outputDirectory) {

  /** Checks the size. */
  public Parameters {
    requireNonNull(dataDirectory, "dataDirectory");
    requireNonNull(outputDirectory, "outputDirectory");
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative: " + size);
    }
  }
}
