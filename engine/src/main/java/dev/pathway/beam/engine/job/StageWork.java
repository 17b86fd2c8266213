// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

/**
 * What the workers of a stage have done. Where a row is counted that is there several times, it
 * counts as often.
 *
 * @param received rows that came in, each an insertion or a deletion
 * @param retracted those of them that were deletions
 * @param ran rows on which the stage's functions ran
 * @param repeated those of them that were as they had been
 * @param inserted rows that the stage's head, or the step it remembers, put out
 * @param deleted rows that it took back
 * @param cpuNanos CPU time of the workers' threads
 */
public record StageWork(
    long received,
    long retracted,
    long ran,
    long repeated,
    long inserted,
    long deleted,
    long cpuNanos) {
  /** Nothing. */
  public static final StageWork NONE = new StageWork(0, 0, 0, 0, 0, 0, 0);

  /** Returns how many rows more there are than before of what came in. */
  public long growth() {
    return received - 2 * retracted;
  }

  /** Returns the work of both. */
  public StageWork plus(StageWork other) {
    return new StageWork(
        received + other.received,
        retracted + other.retracted,
        ran + other.ran,
        repeated + other.repeated,
        inserted + other.inserted,
        deleted + other.deleted,
        cpuNanos + other.cpuNanos);
  }
}
