// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.fn.splittabledofn.WatermarkEstimators.WatermarkAndStateObserver;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker.HasProgress;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators.Manual;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CheckpointingTrackerTest {
  private static final CallLimits TWO_OUTPUTS = new CallLimits(2, Long.MAX_VALUE);

  private final Manual estimator = new Manual(Instant.EPOCH);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final CallBudget budget = new CallBudget(TWO_OUTPUTS, interrupted::get);

  private final OneTaker takers = new OneTaker();

  @SuppressWarnings("unchecked") // offsets go in, ranges come out
  private CheckpointingTracker tracker(RestrictionTracker<OffsetRange, Long> tracker) {
    WatermarkAndStateObserver<?> observer = WatermarkEstimators.threadSafe(estimator);
    return CheckpointingTracker.of(
        (RestrictionTracker<Object, Object>) (RestrictionTracker<?, ?>) tracker,
        (WatermarkAndStateObserver<Object>) observer,
        budget,
        takers);
  }

  /** Takes one part as often as somebody is said to want one. */
  private static final class OneTaker implements CheckpointingTracker.Takers {
    private final List<CheckpointingTracker.Checkpoint> given = new ArrayList<>();
    private boolean wanted;

    @Override
    public boolean wanted() {
      return wanted;
    }

    @Override
    public void give(CheckpointingTracker.Checkpoint part) {
      wanted = false;
      given.add(part);
    }
  }

  private CheckpointingTracker range(long from, long to) {
    return tracker(new OffsetRangeTracker(new OffsetRange(from, to)));
  }

  private void emit(int outputs) {
    for (int i = 0; i < outputs; i++) {
      budget.countOutput();
    }
  }

  @Test
  void tryClaim_withinTheBudget_isTheTrackers() {
    CheckpointingTracker tracker = range(0, 2);

    assertThat(tracker.tryClaim(0L)).isTrue();
    assertThat(tracker.tryClaim(1L)).isTrue();
    assertThat(tracker.tryClaim(2L)).isFalse();
    assertThat(tracker.taken()).isNull();
    tracker.checkDone();
  }

  @Test
  void tryClaim_budgetExhausted_failsAndLeavesTheRest() {
    CheckpointingTracker tracker = range(0, 10);
    assertThat(tracker.tryClaim(0L)).isTrue();
    emit(2);
    estimator.setWatermark(Instant.ofEpochMilli(5));

    assertThat(tracker.tryClaim(1L)).isFalse();

    assertThat(tracker.taken())
        .isEqualTo(
            new CheckpointingTracker.Checkpoint(
                new OffsetRange(1, 10), Instant.ofEpochMilli(5), Instant.ofEpochMilli(5)));
    tracker.checkDone();
  }

  @Test
  void tryClaim_somebodyHasNothingToDo_givesHalfOfTheRest() {
    CheckpointingTracker tracker = range(0, 10);
    takers.wanted = true;
    estimator.setWatermark(Instant.ofEpochMilli(5));

    assertThat(tracker.tryClaim(0L)).isTrue();
    assertThat(tracker.tryClaim(1L)).isTrue();
    assertThat(takers.given).isEmpty();
    for (long i = 2; i < 5; i++) {
      assertThat(tracker.tryClaim(i)).isTrue();
    }
    assertThat(tracker.tryClaim(5L)).isFalse();

    assertThat(takers.given)
        .containsExactly(
            new CheckpointingTracker.Checkpoint(
                new OffsetRange(5, 10), Instant.ofEpochMilli(5), Instant.ofEpochMilli(5)));
    assertThat(tracker.taken()).isNull();
    tracker.checkDone();
  }

  /** As functions do that find out in a call that there is nothing more. */
  @Test
  void tryClaim_theEndAfterOneClaim_givesNothing() {
    CheckpointingTracker tracker = range(0, 10);
    takers.wanted = true;

    assertThat(tracker.tryClaim(0L)).isTrue();
    assertThat(tracker.tryClaim(Long.MAX_VALUE)).isFalse();

    assertThat(takers.given).isEmpty();
    tracker.checkDone();
  }

  @Test
  void tryClaim_somebodyHasNothingToDoAfterACheckpoint_isGivenNothing() {
    CheckpointingTracker tracker = range(0, 10);
    assertThat(tracker.tryClaim(0L)).isTrue();
    assertThat(tracker.tryClaim(1L)).isTrue();
    assertThat(tracker.take()).isNotNull();
    takers.wanted = true;

    assertThat(tracker.tryClaim(2L)).isFalse();

    assertThat(takers.given).isEmpty();
  }

  @Test
  void tryClaim_interruptedBeforeTheFirstClaim_getsSomewhereFirst() {
    CheckpointingTracker tracker = range(0, 10);
    interrupted.set(true);

    assertThat(tracker.tryClaim(0L)).isTrue();
    assertThat(tracker.tryClaim(1L)).isFalse();
  }

  @Test
  void tryClaim_outOfTime_failsAndLeavesTheRest() {
    CallBudget noTime = new CallBudget(new CallLimits(Long.MAX_VALUE, 0), () -> false);
    noTime.start();

    assertThat(noTime.exhausted()).isTrue();
  }

  @Test
  void tryClaim_noLimits_neverExhausted() {
    CallBudget endless = new CallBudget(CallLimits.NONE, () -> false);
    endless.start();
    endless.countOutput();

    assertThat(endless.exhausted()).isFalse();
  }

  @Test
  void tryClaim_trackerThatCannotSplit_goesOnWithAFullBudget() {
    CheckpointingTracker tracker =
        tracker(
            new OffsetRangeTracker(new OffsetRange(0, 10)) {
              @Override
              public @Nullable SplitResult<OffsetRange> trySplit(double fractionOfRemainder) {
                return null;
              }
            });
    assertThat(tracker.tryClaim(0L)).isTrue();
    emit(2);

    assertThat(tracker.tryClaim(1L)).isTrue();

    assertThat(budget.exhausted()).isFalse();
    assertThat(tracker.taken()).isNull();
  }

  @Test
  void take_afterTheLimit_isTheSameCheckpoint() {
    CheckpointingTracker tracker = range(0, 10);
    assertThat(tracker.tryClaim(0L)).isTrue();
    emit(2);
    assertThat(tracker.tryClaim(1L)).isFalse();
    CheckpointingTracker.Checkpoint first = tracker.taken();
    estimator.setWatermark(Instant.ofEpochMilli(9));

    assertThat(tracker.take()).isSameAs(first);
  }

  @Test
  void checkDone_callThatLeftWorkUndone_throws() {
    CheckpointingTracker tracker = range(0, 10);
    assertThat(tracker.tryClaim(0L)).isTrue();

    assertThatThrownBy(tracker::checkDone).isInstanceOf(IllegalStateException.class);
  }

  /** Numbers without an end, of which nobody knows how many there are. */
  private static final class NoProgress extends RestrictionTracker<OffsetRange, Long> {
    @Override
    public boolean tryClaim(Long position) {
      return true;
    }

    @Override
    public OffsetRange currentRestriction() {
      return new OffsetRange(0, Long.MAX_VALUE);
    }

    @Override
    public @Nullable SplitResult<OffsetRange> trySplit(double fractionOfRemainder) {
      return null;
    }

    @Override
    public void checkDone() {}

    @Override
    public IsBounded isBounded() {
      return IsBounded.UNBOUNDED;
    }
  }

  @Test
  void of_trackerThatTellsItsProgress_tellsTheSame() {
    CheckpointingTracker tracker = range(0, 10);
    tracker.tryClaim(3L);

    assertThat(tracker)
        .isInstanceOfSatisfying(
            HasProgress.class,
            progress -> {
              assertThat(progress.getProgress().getWorkCompleted()).isEqualTo(3);
              assertThat(progress.getProgress().getWorkRemaining()).isEqualTo(7);
            });
  }

  @Test
  void of_trackerThatKnowsNoProgress_tellsNone() {
    assertThat(tracker(new NoProgress())).isNotInstanceOf(HasProgress.class);
  }
}
