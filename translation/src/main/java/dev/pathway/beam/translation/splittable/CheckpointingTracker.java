// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators.WatermarkAndStateObserver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tracker that a call sees: once the call's budget is exhausted it takes a checkpoint, so that
 * the next claim fails; and where others have nothing to do it gives them half of the rest. Looking
 * at each claim is enough, and needs no thread: a call that does not claim would not notice a
 * checkpoint either.
 */
class CheckpointingTracker extends RestrictionTracker<Object, Object> {
  /** A call may claim something and then the end, having done all: there is nothing to split. */
  private static final int CLAIMS_BEFORE_SPLIT = 2;

  /** Between attempts at splitting a restriction that cannot be split. */
  private static final long SPLIT_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final RestrictionTracker<Object, Object> tracker;
  private final WatermarkAndStateObserver<Object> estimator;
  private final CallBudget budget;
  private final Takers takers;
  private int claims;
  private long lastSplit = System.nanoTime() - SPLIT_INTERVAL_NANOS;
  private @Nullable Checkpoint checkpoint;

  /** Those who may take over a part of what a call is to do. Thread-safe. */
  interface Takers {
    /** Nobody. */
    Takers NONE =
        new Takers() {
          @Override
          public boolean wanted() {
            return false;
          }

          @Override
          public void give(Checkpoint part) {
            throw new IllegalStateException("nobody takes it");
          }
        };

    /** Returns whether somebody has nothing to do. */
    boolean wanted();

    /** Gives them a part, which the call will not do. */
    void give(Checkpoint part);
  }

  /**
   * What a call is not to do any more.
   *
   * @param restriction the rest of the restriction
   * @param watermark the watermark before it
   * @param estimatorState the state of the watermark estimator before it
   */
  record Checkpoint(Object restriction, Instant watermark, @Nullable Object estimatorState) {
    /** Returns what is left of something, to be gone on with from a time on. */
    Residual of(Residual whole, long resumeMillis) {
      return new Residual(
          whole.element(), restriction, estimatorState, watermark, resumeMillis, whole.truncated());
    }
  }

  /** What a call sees of a tracker that tells its progress, which a DoFn may ask for. */
  private static final class WithProgress extends CheckpointingTracker implements HasProgress {
    private final HasProgress progress;

    WithProgress(
        RestrictionTracker<Object, Object> tracker,
        HasProgress progress,
        WatermarkAndStateObserver<Object> estimator,
        CallBudget budget,
        Takers takers) {
      super(tracker, estimator, budget, takers);
      this.progress = progress;
    }

    @Override
    public synchronized Progress getProgress() {
      return progress.getProgress();
    }
  }

  /** Returns what a call sees of a tracker. */
  static CheckpointingTracker of(
      RestrictionTracker<Object, Object> tracker,
      WatermarkAndStateObserver<Object> estimator,
      CallBudget budget,
      Takers takers) {
    return tracker instanceof HasProgress progress
        ? new WithProgress(tracker, progress, estimator, budget, takers)
        : new CheckpointingTracker(tracker, estimator, budget, takers);
  }

  private CheckpointingTracker(
      RestrictionTracker<Object, Object> tracker,
      WatermarkAndStateObserver<Object> estimator,
      CallBudget budget,
      Takers takers) {
    this.tracker = tracker;
    this.estimator = estimator;
    this.budget = budget;
    this.takers = takers;
  }

  /** Returns the checkpoint that was taken, or null. */
  synchronized @Nullable Checkpoint taken() {
    return checkpoint;
  }

  /** Returns the checkpoint, which is taken if there is none and if there is anything left. */
  synchronized @Nullable Checkpoint take() {
    if (checkpoint == null) {
      checkpoint = split(0);
    }
    return checkpoint;
  }

  /** Returns what was split off, or null if that cannot be. */
  private @Nullable Checkpoint split(double fractionOfRemainder) {
    // Before the split: the watermark must hold for all of the rest.
    KV<Instant, Object> watermark = estimator.getWatermarkAndState();
    SplitResult<Object> split = tracker.trySplit(fractionOfRemainder);
    return split == null || split.getResidual() == null
        ? null
        : new Checkpoint(split.getResidual(), watermark.getKey(), watermark.getValue());
  }

  private void giveAway() {
    long now = System.nanoTime();
    if (now - lastSplit >= SPLIT_INTERVAL_NANOS) {
      lastSplit = now;
      Checkpoint part = split(0.5);
      if (part != null) {
        takers.give(part);
      }
    }
  }

  @Override
  public synchronized boolean tryClaim(Object position) {
    if (budget.exhausted() && checkpoint == null && take() == null) {
      budget.refill();
    }
    if (claims == CLAIMS_BEFORE_SPLIT && checkpoint == null && takers.wanted()) {
      giveAway();
    }
    boolean claimed = tracker.tryClaim(position);
    if (claimed) {
      claims = Math.min(claims + 1, CLAIMS_BEFORE_SPLIT);
      budget.start();
    }
    return claimed;
  }

  @Override
  public synchronized Object currentRestriction() {
    return tracker.currentRestriction();
  }

  @Override
  public synchronized @Nullable SplitResult<Object> trySplit(double fractionOfRemainder) {
    return tracker.trySplit(fractionOfRemainder);
  }

  @Override
  public synchronized void checkDone() {
    tracker.checkDone();
  }

  @Override
  public IsBounded isBounded() {
    return tracker.isBounded();
  }
}
