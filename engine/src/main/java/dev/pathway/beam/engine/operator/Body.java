// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.job.Job;
import dev.pathway.beam.engine.job.JobSettings;
import dev.pathway.beam.engine.job.JobStoppedException;
import dev.pathway.beam.engine.plan.MemoNode;
import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.Receiver;
import dev.pathway.beam.engine.spi.RowModel;
import dev.pathway.beam.engine.spi.RowSink;
import dev.pathway.beam.engine.spi.StepSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
final class Body implements RowSink, RowDiff {
  private static final Logger LOG = LoggerFactory.getLogger(Body.class);
  private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Job job;
  private final StageTally tally;
  private final boolean remembers;
  private final RowModel rows;
  private final StageHost host;
  private final List<StepRunner> steps;
  private final EventTimeFlow eventTime;
  private final Outlet[] outlets;
  private final @Nullable Outlet headOutlet;
  private final Receiver[] headSteps;
  private final long maxBundleRows;
  private final long maxBundleNanos;
  private final boolean bundleForEachRow;
  private final FirstFailure failure;
  private final LoggedTransform logged;
  private final @Nullable LongAdder rowCount;
  private final @Nullable StageChecks checks;
  private final @Nullable ElementBytes givenElements;

  /** That of results of an aggregation, which user code extracts. */
  private final @Nullable OutputCheck headCheck;

  private @Nullable SavedTimes savedTimes;
  private Runnable headCommit = () -> {};
  private boolean inBundle;
  private boolean viewsSet;
  private boolean rowsUnsealed;
  private boolean activeSinceSettled;
  private boolean unpassed;
  private int diff = 1;
  private long bundleRows;
  private long countedRows;
  private long bundleStart;
  private long lastFlush;

  Body(Job job, StageSpec spec, Wiring wiring, StageHost host, StageTally tally) {
    this.job = job;
    this.tally = tally;
    remembers = spec.head() instanceof MemoNode;
    this.rows = spec.rows();
    this.host = host;
    eventTime = new EventTimeFlow(spec);
    failure = new FirstFailure(job);
    logged = new LoggedTransform(spec);
    steps = wiring.connect(job, rows, failure, logged, this);
    outlets = wiring.outlets();
    headOutlet = wiring.headOutlet();
    headSteps = wiring.headSteps();
    JobSettings settings = job.settings();
    // What a bundle's end emits can only be taken back if it is on account of one row.
    bundleForEachRow = job.incremental() && wiring.anyStep(StepSpec::emitsAtBundleEnd);
    maxBundleRows =
        bundleForEachRow
            ? 1
            : wiring.bundleLimit(settings.maxBundleRows(), StepSpec::boundsBundlesByRows);
    maxBundleNanos =
        wiring.bundleLimit(
            TimeUnit.MILLISECONDS.toNanos(settings.maxBundleMillis()),
            StepSpec::boundsBundlesByTime);
    // The outputs of a remembered step are given to the steps behind it by that step.
    checks = remembers ? null : wiring.checks();
    givenElements = checks == null || !checks.areOfRows() ? null : wiring.givenElements();
    headCheck = givenElements == null ? null : wiring.headCheck();
    String made = wiring.headCollection();
    rowCount = made == null ? null : job.rowCounts().of(made);
  }

  void open() {
    logged.stage();
    steps.forEach(StepRunner::setup);
    if (job.settings().streaming()) {
      // Those who never read a view have to release its windows as well.
      awaitViews();
    }
    clearInterrupt();
  }

  boolean viewsReady() {
    return steps.stream().allMatch(StepRunner::viewsReady);
  }

  /**
   * Says what makes the next row another one than others, where the head knows.
   *
   * @param bytes the row's, or those of its key
   * @param shown the row, or its key, for people
   */
  void input(byte[] bytes, @Nullable Object shown) {
    if (checks != null) {
      checks.input(bytes, shown);
    }
  }

  /** Says whether rows that are inserted from here on were there before the epoch. */
  void areOld(boolean old) {
    if (checks != null) {
      checks.areOld(old);
    }
  }

  /**
   * Says that the next row is that of a key, where the head goes by keys.
   *
   * @param keys the head's keys
   * @param tableKey the row's table key
   */
  void inputKey(GroupKeys keys, Object tableKey) {
    if (checks != null) {
      checks.input(keys.bytes(tableKey), keys.key(tableKey));
    }
  }

  private void beginCheck(StageChecks begun, Object element) {
    try {
      if (givenElements != null && !begun.isGiven()) {
        begun.input(givenElements.of(element), element);
      }
      begun.begin(diff);
      if (givenElements != null && headCheck != null) {
        headCheck.output(givenElements.hash(element), diff);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode an element: " + e.getMessage(), e);
    }
  }

  /** Takes an element for the steps that read the head, and for its outlet. */
  void element(Object element) {
    beginRow();
    count();
    if (checks != null) {
      beginCheck(checks, element);
    }
    for (Receiver step : headSteps) {
      step.accept(element);
    }
    if (headOutlet != null) {
      rows.unpack(element, headOutlet);
    }
    endRow();
    endCheck();
  }

  @Override
  public void accept(
      @Nullable Object value,
      long timestamp,
      @Nullable Object windows,
      @Nullable Object pane,
      @Nullable Object extras) {
    beginRow();
    count();
    if (headSteps.length > 0 || checks != null) {
      Object element = rows.element(value, timestamp, windows, pane, extras);
      if (checks != null) {
        beginCheck(checks, element);
      }
      for (Receiver step : headSteps) {
        step.accept(element);
      }
    }
    if (headOutlet != null) {
      headOutlet.accept(value, timestamp, windows, pane, extras);
    }
    endRow();
    endCheck();
  }

  @Override
  public void diff(int newDiff) {
    if (newDiff != diff) {
      diff = newDiff;
      for (Outlet outlet : outlets) {
        outlet.diff(newDiff);
      }
    }
  }

  @Override
  public int diff() {
    return diff;
  }

  private void count() {
    // A remembered step counts by itself: it does not run on every row.
    if (!remembers) {
      tally.ran();
      tally.made(diff);
    }
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
    bundleStart = host.nanoTime();
    lastFlush = bundleStart;
  }

  private void awaitViews() {
    if (!viewsSet) {
      steps.forEach(StepRunner::awaitViews);
      viewsSet = true;
    }
  }

  private void endRow() {
    failure.check();
    activeSinceSettled = true;
    bundleRows++;
    long now = host.nanoTime();
    if (bundleRows >= maxBundleRows || now - bundleStart >= maxBundleNanos) {
      finishBundle();
    } else if (now - lastFlush >= FLUSH_NANOS) {
      lastFlush = now;
      flush();
    }
    afterUserCode();
  }

  private void endCheck() {
    if (checks != null) {
      checks.end();
    }
  }

  private void afterUserCode() {
    failure.check();
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
    if (!bundleForEachRow) {
      diff(1);
    }
    steps.forEach(StepRunner::finishBundle);
    endBundle();
  }

  private void endBundle() {
    inBundle = false;
    unpassed = true;
    flush();
    steps.forEach(StepRunner::bundleCommitted);
    headCommit.run();
  }

  /** Has the head told, too, that a bundle's outputs were handed over. */
  void onCommit(Runnable commit) {
    headCommit = commit;
  }

  /** Lets the steps release what they gathered, then ends the bundle. */
  void seal(long epoch) {
    if (rowsUnsealed || steps.stream().anyMatch(step -> step.hold() < EventTime.END)) {
      beginRow();
      diff(1);
      // One after the other: what a step emits as its bundle ends must still reach those that
      // gather.
      for (StepRunner step : steps) {
        step.seal(epoch);
        while (step.hold() < EventTime.END) {
          if (isDue(step)) {
            beginRow();
            step.wake();
            endRow();
          } else {
            await(step);
          }
        }
        step.finishBundle();
      }
      endBundle();
      rowsUnsealed = false;
    }
  }

  /** Waits until a step has something to do, with nothing of the bundle left behind. */
  private void await(StepRunner step) {
    if (inBundle && maxBundleNanos < Long.MAX_VALUE) {
      finishBundle();
    }
    host.pause(step.wakeTime());
  }

  /** Says that no rows of the head earlier than {@code watermark} will come, but late ones. */
  void advance(long watermark) {
    eventTime.raiseHead(watermark);
    pass();
  }

  /**
   * Does what has become due by the clock: timers, and the end of a bundle or of a frame's wait
   * that is old enough.
   */
  void tick() {
    if (inBundle) {
      long now = host.nanoTime();
      if (now - bundleStart >= maxBundleNanos) {
        finishBundle();
      } else if (now - lastFlush >= FLUSH_NANOS) {
        lastFlush = now;
        flush();
      }
    }
    if (unpassed || isDue()) {
      pass();
    }
  }

  /** Hands over every frame, also those that are not full: nothing more comes at the moment. */
  void rest() {
    if (inBundle) {
      flush();
    }
  }

  /**
   * Does all that is due at the moment, ends the bundle and hands over every frame.
   *
   * @return whether there was anything to do since the last call
   */
  boolean settle() {
    while (inBundle || unpassed || isDue()) {
      pass();
      commit();
    }
    boolean active = activeSinceSettled;
    activeSinceSettled = false;
    return active;
  }

  /** Ends the bundle, if there is one, and hands over every frame. */
  void commit() {
    if (inBundle) {
      finishBundle();
    }
  }

  /** Lets go of what steps gathered, ends the bundle and hands over every frame. */
  void release() {
    beginRow();
    steps.forEach(StepRunner::release);
    finishBundle();
    afterUserCode();
  }

  /**
   * Gives the steps their states, and lets event time be where it was.
   *
   * @return how far the head had come, {@link EventTime#START} if that is not known
   */
  long restore(StepStates states) throws IOException {
    for (StepRunner step : steps) {
      step.restore(states.of(step.name()));
    }
    savedTimes = states.times();
    EventTimes saved = savedTimes.restore();
    if (saved != null) {
      eventTime.restore(saved);
      for (int i = 0; i < steps.size(); i++) {
        steps.get(i).advance(eventTime.input(i));
        // By which a step learns how far its outputs have come.
        long ignored = steps.get(i).hold();
      }
      unpassed = true;
    }
    return saved == null ? EventTime.START : saved.head();
  }

  /** Saves the steps and event time; between bundles. */
  void save(long snapshot) throws IOException {
    steps.forEach(step -> step.save(snapshot));
    if (savedTimes != null) {
      savedTimes.save(eventTime.save());
    }
  }

  /** Tells the steps that a snapshot counts. */
  void committed(long snapshot) {
    for (StepRunner step : steps) {
      if (step.hold() < EventTime.END) {
        beginRow();
      }
      step.committed(snapshot);
    }
    unpassed = true;
    afterUserCode();
  }

  /** Returns the time of the job's clock at which {@link #tick} should be called next. */
  long wakeTime() {
    long least = Long.MAX_VALUE;
    for (StepRunner step : steps) {
      least = Math.min(least, step.wakeTime());
    }
    return least;
  }

  /** Returns whether rows wait in a bundle that is not ended or in frames that are not full. */
  boolean inBundle() {
    return inBundle;
  }

  /** Returns whether event time has ended: nothing is held back any more. */
  boolean ended() {
    return eventTime.ended();
  }

  private boolean isDue() {
    return wakeTime() <= job.clock().millis();
  }

  private boolean isDue(StepRunner step) {
    return step.wakeTime() <= job.clock().millis();
  }

  /**
   * Lets event time pass through the steps. Before a step's watermark rises it has done what was
   * due and has ended its bundle, so that nothing it emits is late; and what it emits reaches the
   * next step before the watermark does.
   */
  private void pass() {
    // What held event time back until the bundle's end no longer does.
    unpassed = false;
    for (int i = 0; i < steps.size(); i++) {
      StepRunner step = steps.get(i);
      long input = eventTime.input(i);
      step.advance(input);
      if (isDue(step)) {
        if (inBundle) {
          // What is due may take its time.
          flush();
        }
        beginRow();
        step.wake();
        activeSinceSettled = true;
      }
      if (eventTime.rises(i, Math.min(input, step.hold()))) {
        step.finishBundle();
        eventTime.raise(i, Math.min(input, step.hold()));
      }
    }
    if (eventTime.unsent()) {
      commit();
      eventTime.send(host);
    }
    afterUserCode();
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

  /** Returns the first failure of a step, if any. */
  @Nullable Throwable failure() {
    return failure.get();
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
