// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a schedule, one job at a time, and logs each run as it ends.
 *
 * <p>A job that failed or ran out of time is not repeated. One that ran out of time is not run
 * again when the series is resumed either, unless it is given more time; one that failed is.
 */
public final class Harness {

  private final Jobs jobs;
  private final long timeLimitSeconds;
  private final RunLog log;
  private final PrintWriter console;

  /**
   * Returns a harness that tells its progress on the given console.
   *
   * @param timeLimitSeconds wall time after which the jobs are killed
   */
  public Harness(Jobs jobs, long timeLimitSeconds, RunLog log, PrintWriter console) {
    this.jobs = jobs;
    this.timeLimitSeconds = timeLimitSeconds;
    this.log = log;
    this.console = console;
  }

  /** Runs what the log does not have yet. */
  public void run(List<RunKey> schedule) throws IOException, InterruptedException {
    Set<RunKey> givenUp = new HashSet<>();
    int position = 0;
    for (RunKey key : schedule) {
      position++;
      Optional<RunRecord> done = log.find(key).filter(this::isDone);
      if (done.isPresent()) {
        giveUpAfter(done.get(), givenUp);
        continue;
      }
      if (givenUp.contains(key.anyRepetition())) {
        continue;
      }
      console.printf("[%d/%d] %s: ", position, schedule.size(), key);
      console.flush();
      RunRecord record = jobs.run(key);
      log.append(record);
      console.println(RunLine.of(record));
      console.flush();
      giveUpAfter(record, givenUp);
    }
  }

  private boolean isDone(RunRecord record) {
    return switch (record.outcome()) {
      case SUCCEEDED -> true;
      case FAILED -> false;
      case TIMED_OUT -> record.settings().timeLimitSeconds() >= timeLimitSeconds;
    };
  }

  private static void giveUpAfter(RunRecord record, Set<RunKey> givenUp) {
    if (record.outcome() != Outcome.SUCCEEDED) {
      givenUp.add(record.key().anyRepetition());
    }
  }

  /** What runs a job and makes a record of it. */
  @FunctionalInterface
  public interface Jobs {

    /**
     * Runs the job of the given key. What goes wrong in the job ends up in the record.
     *
     * @throws IOException if the job cannot be started
     */
    RunRecord run(RunKey key) throws IOException, InterruptedException;
  }
}
