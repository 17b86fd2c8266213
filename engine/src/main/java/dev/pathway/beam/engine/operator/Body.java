// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.StepSpec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of a stage and its outlets: takes rows from the head, runs the steps as direct calls,
 * within bundles.
 *
 * <p>A bundle starts with the first row after the last one ended. It ends once it is large enough,
 * or old enough unless a step objects, and when the epoch is sealed; then its frames are handed
 * over before it counts as committed. Frames that are not full go out every few milliseconds, so
 * that a slow stage does not keep the next one waiting.
 *
 * <p>Once a step failed nothing but teardown is called, whatever user code does with the exception.
 */
final class Body implements RowSink {
  private static final Logger LOG = LoggerFactory.getLogger(Body.class);
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Job job;
  private final RowModel rows;
  private final LongSupplier nanoClock;
  private final List<StepRunner> steps;
  private final Outlet[] outlets;
  private final @Nullable Outlet headOutlet;
  private final Receiver[] headSteps;
  private final long maxBundleRows;
  private final long maxBundleNanos;
  private final LoggedTransform logged;
  private final @Nullable LongAdder rowCount;
  private @Nullable RuntimeException failure;
  private boolean inBundle;
  private boolean viewsSet;
  private boolean rowsUnsealed;
  private int diff = 1;
  private long bundleRows;
  private long countedRows;
  private long bundleStart;
  private long lastFlush;

  Body(Job job, RowModel rows, Wiring wiring, LongSupplier nanoClock) {
    this.job = job;
    this.rows = rows;
    this.nanoClock = nanoClock;
    steps = wiring.connect(this, job, rows);
    outlets = wiring.outlets();
    headOutlet = wiring.headOutlet();
    headSteps = wiring.headSteps();
    JobSettings settings = job.settings();
    maxBundleRows = wiring.bundleLimit(settings.maxBundleRows(), StepSpec::boundsBundlesByRows);
    maxBundleNanos =
        wiring.bundleLimit(
            TimeUnit.MILLISECONDS.toNanos(settings.maxBundleMillis()),
            StepSpec::boundsBundlesByTime);
    logged = wiring.loggedTransform();
    String made = wiring.headCollection();
    rowCount = made == null ? null : job.rowCounts().of(made);
  }

  void open() {
    logged.stage();
    steps.forEach(StepRunner::setup);
    clearInterrupt();
  }

  boolean viewsReady() {
    return steps.stream().allMatch(StepRunner::viewsReady);
  }

  /** Takes an element for the steps that read the head, and for its outlet. */
  void element(Object element) {
    beginRow();
    for (Receiver step : headSteps) {
      step.accept(element);
    }
    if (headOutlet != null) {
      rows.unpack(element, headOutlet);
    }
    endRow();
  }

  @Override
  public void accept(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    beginRow();
    if (headSteps.length > 0) {
      Object element = rows.element(value, timestamp, windows, pane, extras);
      for (Receiver step : headSteps) {
        step.accept(element);
      }
    }
    if (headOutlet != null) {
      headOutlet.accept(value, timestamp, windows, pane, extras);
    }
    endRow();
  }

  /** Sets the diff of the rows to come: that of every output is the input's. */
  void diff(int newDiff) {
    if (newDiff != diff) {
      diff = newDiff;
      for (Outlet outlet : outlets) {
        outlet.diff(newDiff);
      }
    }
  }

  /** Returns the diff of the row being handled. */
  int diff() {
    return diff;
  }

  private void beginRow() {
    if (!inBundle) {
      startBundle();
    }
  }

  private void startBundle() {
    awaitViews();
    inBundle = true;
    rowsUnsealed = true;
    bundleRows = 0;
    countedRows = 0;
    bundleStart = nanoClock.getAsLong();
    lastFlush = bundleStart;
    // Consumers first, so that each is ready for what the step before it emits.
    for (int i = steps.size() - 1; i >= 0; i--) {
      steps.get(i).startBundle();
    }
  }

  private void awaitViews() {
    if (!viewsSet) {
      steps.forEach(StepRunner::awaitViews);
      viewsSet = true;
    }
  }

  private void endRow() {
    checkNotFailed();
    bundleRows++;
    long now = nanoClock.getAsLong();
    if (bundleRows >= maxBundleRows || now - bundleStart >= maxBundleNanos) {
      finishBundle();
    } else if (now - lastFlush >= FLUSH_NANOS) {
      lastFlush = now;
      flush();
    }
    clearInterrupt();
    if (job.stopping()) {
      throw new JobStoppedException();
    }
  }

  /**
   * Clears what user code may have left behind: if the interrupt was meant to stop the job, the job
   * says so too, and otherwise the next one to read a file would fail for it.
   */
  private static void clearInterrupt() {
    boolean ignored = Thread.interrupted();
  }

  private void finishBundle() {
    diff(1);
    steps.forEach(StepRunner::finishBundle);
    endBundle();
  }

  private void endBundle() {
    inBundle = false;
    flush();
    steps.forEach(StepRunner::bundleCommitted);
  }

  /** Lets the steps release what they gathered, then ends the bundle. */
  void seal(long epoch) {
    if (rowsUnsealed) {
      beginRow();
      diff(1);
      // One after the other: what a step emits as its bundle ends must still reach those that
      // gather.
      for (StepRunner step : steps) {
        step.seal(epoch);
        step.finishBundle();
      }
      endBundle();
      rowsUnsealed = false;
    }
  }

  private void flush() {
    if (rowCount != null) {
      rowCount.add(bundleRows - countedRows);
      countedRows = bundleRows;
    }
    for (Outlet outlet : outlets) {
      outlet.flush();
    }
  }

  /**
   * Throws the first failure of a step, if there was one: user code may have caught it and gone on.
   */
  void checkNotFailed() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Records what a step threw, the first counting, and returns the exception to throw on. */
  RuntimeException failed(String step, Throwable thrown) {
    RuntimeException first = failure;
    if (first == null) {
      first = isStop(thrown) ? new JobStoppedException() : new StepFailure(step, thrown);
      failure = first;
    }
    return first;
  }

  private boolean isStop(Throwable thrown) {
    if (!job.stopping()) {
      return false;
    }
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof JobStoppedException || t instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  /** Returns what log lines say of the transform. */
  LoggedTransform logged() {
    return logged;
  }

  /** Returns the first failure of a step, if any. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Tears down every step that was set up. What fails is logged: it does not change what the stage
   * put out.
   */
  void close() {
    for (StepRunner step : steps) {
      try {
        step.teardown();
      } catch (Throwable t) {
        LOG.warn("Step '{}' of job '{}' failed to tear down", step.name(), job.name(), t);
      }
    }
  }
}
