// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.report;

import java.time.Instant;
import java.util.List;

/**
 * What an epoch of an incremental pipeline did.
 *
 * @param job the pipeline's name
 * @param epoch the epoch's number, from 1
 * @param started when it began
 * @param millis milliseconds from there until its outputs were in place
 * @param stateBytes bytes of the files in which the pipeline's state is kept
 * @param stages its stages, in the order in which rows pass them
 */
public record EpochReport(
    String job,
    long epoch,
    Instant started,
    long millis,
    long stateBytes,
    List<StageReport> stages) {
  /** Copies the list. */
  public EpochReport {
    stages = List.copyOf(stages);
  }

  /** Returns a table for people, of the stages that had something to do. */
  @Override
  public String toString() {
    return ReportTable.of(this);
  }
}
