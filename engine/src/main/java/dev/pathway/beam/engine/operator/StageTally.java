// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.engine.job.StageWork;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** Counts what one worker of a stage does; made and used on its thread alone. */
final class StageTally {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long cpuAtStart = cpuNanos();
  private long received;
  private long retracted;
  private long ran;
  private long repeated;
  private long inserted;
  private long deleted;

  /** Counts the rows of a frame that came in. */
  void received(Frame frame) {
    for (int row = 0; row < frame.size(); row++) {
      int diff = frame.diff(row);
      received += Math.abs(diff);
      retracted += Math.max(0, -diff);
    }
  }

  /** Counts a row on which the functions run. */
  void ran() {
    ran++;
  }

  /** Counts a row on which the functions run although it is as it was. */
  void ranAgain() {
    ran++;
    repeated++;
  }

  /** Counts rows that are put out or, if there are less than none, taken back. */
  void made(long rows) {
    if (rows >= 0) {
      inserted += rows;
    } else {
      deleted -= rows;
    }
  }

  /** Returns all of it. */
  StageWork work() {
    return new StageWork(
        received, retracted, ran, repeated, inserted, deleted, cpuNanos() - cpuAtStart);
  }

  private static long cpuNanos() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
  }
}
