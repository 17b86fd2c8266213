// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A job's clock of processing time: the system's, unless a script has taken it over. Thread-safe.
 */
public final class JobClock implements InstantSource {
  /** What the clock shows. */
  private sealed interface Reading {
    /** The system's time. */
    record Real() implements Reading {}

    /** One and the same time, in milliseconds. */
    record Stopped(long millis) implements Reading {}

    /** Time that goes on, since a nano time, from where it was stopped. */
    record Resumed(long millis, long sinceNanos) implements Reading {}
  }

  /**
   * Longer than a worker usually waits for a processor, and short beside the delays of triggers.
   * That one worker's rows are here does not mean that what another did at that time is, nor the
   * watermark of both; where it is later than this, a pane may come early.
   */
  private static final long SYNCHRONIZATION_MILLIS = 100;

  private volatile Reading reading = new Reading.Real();
  private int scripts;

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    Reading current = reading;
    if (current instanceof Reading.Stopped stopped) {
      return stopped.millis();
    }
    if (current instanceof Reading.Resumed resumed) {
      return resumed.millis()
          + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - resumed.sinceNanos());
    }
    return System.currentTimeMillis();
  }

  /** Stops the clock at a time, on behalf of one more script. */
  public synchronized void stopAt(long millis) {
    scripts++;
    reading = new Reading.Stopped(millis);
  }

  /** Has a stopped clock show a later time. */
  public synchronized void pass(long millis) {
    if (reading instanceof Reading.Stopped stopped) {
      reading = new Reading.Stopped(stopped.millis() + millis);
    }
  }

  /** Says that a script is over: after the last one a stopped clock goes on from where it is. */
  public synchronized void resume() {
    scripts--;
    if (scripts == 0 && reading instanceof Reading.Stopped stopped) {
      reading = new Reading.Resumed(stopped.millis(), System.nanoTime());
    }
  }

  /**
   * Returns how many milliseconds synchronized processing time is behind: none while the clock
   * stands still, when all that is due is done before it goes on.
   */
  public long synchronizationLag() {
    return stopped() ? 0 : SYNCHRONIZATION_MILLIS;
  }

  /** Returns whether the clock stands still, so that there is no use in waiting for a time. */
  public boolean stopped() {
    return reading instanceof Reading.Stopped;
  }
}
