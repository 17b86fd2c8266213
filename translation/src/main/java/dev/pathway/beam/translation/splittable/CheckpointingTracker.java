// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators.WatermarkAndStateObserver;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The tracker that a call sees: once the call's budget is exhausted it takes a checkpoint, so that
 * the next claim fails. Looking at each claim is enough, and needs no thread: a call that does not
 * claim would not notice a checkpoint either.
 */
final class CheckpointingTracker extends RestrictionTracker<Object, Object> {
  private final RestrictionTracker<Object, Object> tracker;
  private final WatermarkAndStateObserver<Object> estimator;
  private final CallBudget budget;
  private @Nullable Checkpoint checkpoint;

  /**
   * What a call is not to do any more.
   *
   * @param restriction the rest of the restriction
   * @param watermark the watermark before it
   * @param estimatorState the state of the watermark estimator before it
   */
  record Checkpoint(Object restriction, Instant watermark, @Nullable Object estimatorState) {}

  CheckpointingTracker(
      RestrictionTracker<Object, Object> tracker,
      WatermarkAndStateObserver<Object> estimator,
      CallBudget budget) {
    this.tracker = tracker;
    this.estimator = estimator;
    this.budget = budget;
  }

  /** Returns the checkpoint that was taken, or null. */
  synchronized @Nullable Checkpoint taken() {
    return checkpoint;
  }

  /** Returns the checkpoint, which is taken if there is none and if there is anything left. */
  synchronized @Nullable Checkpoint take() {
    if (checkpoint == null) {
      // Before the split: the watermark must hold for all of the rest.
      KV<Instant, Object> watermark = estimator.getWatermarkAndState();
      SplitResult<Object> split = tracker.trySplit(0);
      if (split != null && split.getResidual() != null) {
        checkpoint = new Checkpoint(split.getResidual(), watermark.getKey(), watermark.getValue());
      }
    }
    return checkpoint;
  }

  @Override
  public synchronized boolean tryClaim(Object position) {
    if (budget.exhausted() && checkpoint == null && take() == null) {
      budget.refill();
    }
    boolean claimed = tracker.tryClaim(position);
    if (claimed) {
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
