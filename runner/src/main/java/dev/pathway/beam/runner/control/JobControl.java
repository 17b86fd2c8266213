// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.runner.control;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers for the jobs of this process for as long as there are any, but not for their first
 * second. Thread-safe.
 *
 * <p>Everything happens on a daemon thread: no job waits for the socket, none fails because there
 * is none, and no process lives longer because of it.
 */
public final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);

  /**
   * How long there must have been jobs before the socket is opened: that takes some of a
   * processor's time just when a program starts, and those that end soon shall not pay for it.
   */
  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final JobControl INSTANCE = new JobControl(ControlFolders::ofProcess, DELAY);

  private final Supplier<ControlFolders> folders;
  private final Duration delay;
  private final Map<String, ControlledJob> jobs = new LinkedHashMap<>();
  private @Nullable ControlServer server;
  private boolean serving;
  private boolean closesAtExit;

  JobControl(Supplier<ControlFolders> folders, Duration delay) {
    this.folders = folders;
    this.delay = delay;
  }

  /** Returns the control of this process. */
  public static JobControl ofProcess() {
    return INSTANCE;
  }

  /** Lets others see and end a job until it has ended; returns at once. */
  public void add(ControlledJob job) {
    synchronized (this) {
      jobs.put(job.id(), job);
      if (!serving) {
        serving = true;
        Thread thread = new Thread(this::serve, "pathway-control");
        thread.setDaemon(true);
        thread.start();
      }
    }
    job.onEnd(state -> remove(job));
  }

  private synchronized void remove(ControlledJob job) {
    jobs.remove(job.id());
    if (jobs.isEmpty()) {
      notifyAll();
      close();
    }
  }

  private synchronized Collection<ControlledJob> jobs() {
    return List.copyOf(jobs.values());
  }

  private void serve() {
    ControlServer opened = null;
    try {
      if (goOnAfterDelay()) {
        ControlFolders known = folders.get();
        known.deleteStale();
        opened = ControlServer.open(known, this::jobs);
        if (begin(opened)) {
          opened.run();
        }
      }
    } catch (InterruptedException | IOException | RuntimeException e) {
      LOG.debug("Other processes cannot list, drain or cancel jobs of this one", e);
      end(opened);
    }
  }

  /** Waits for a while; returns whether there are jobs to answer for then. */
  private synchronized boolean goOnAfterDelay() throws InterruptedException {
    long start = System.nanoTime();
    while (!jobs.isEmpty()) {
      long left = delay.toNanos() - (System.nanoTime() - start);
      if (left <= 0) {
        return true;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    serving = false;
    return false;
  }

  /** Returns whether there are jobs to answer for; closes the socket if not. */
  private synchronized boolean begin(ControlServer opened) {
    server = opened;
    if (jobs.isEmpty()) {
      close();
      return false;
    }
    if (!closesAtExit) {
      closesAtExit = true;
      Runtime.getRuntime().addShutdownHook(new Thread(this::close, "pathway-control-exit"));
    }
    return true;
  }

  private synchronized void end(@Nullable ControlServer failed) {
    if (server == failed) {
      close();
      serving = false;
    }
  }

  /** A thread that is still about to open its socket goes on serving, or finds no jobs. */
  private synchronized void close() {
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        LOG.debug("Could not remove the control socket; the next process will", e);
      }
      server = null;
      serving = false;
    }
  }
}
