// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.Holds;
import dev.pathway.beam.translation.time.EventTimes;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ReadableStates;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** A hold of a key, which is one of its step's too. */
final class HoldState implements WatermarkHoldState {
  private final TimestampCombiner combiner;
  private final Holds holds;
  private @Nullable Instant time;

  HoldState(TimestampCombiner combiner, Holds holds) {
    this.combiner = combiner;
    this.holds = holds;
  }

  @Override
  public void add(Instant value) {
    set(time == null ? value : combiner.combine(time, value));
  }

  @Override
  public void clear() {
    set(null);
  }

  private void set(@Nullable Instant next) {
    if (time != null) {
      holds.remove(EventTimes.millis(time));
    }
    time = next;
    if (next != null) {
      holds.add(EventTimes.millis(next));
    }
  }

  /** Has this hold a time, which the step holds already. */
  void restore(Instant held) {
    time = held;
  }

  /** Returns the time this holds, of one that is not cleared. */
  long heldMillis() {
    return EventTimes.millis(read());
  }

  boolean isCleared() {
    return time == null;
  }

  @Override
  @SuppressWarnings("NullAway") // null says that there is no hold
  public Instant read() {
    return time;
  }

  @Override
  public HoldState readLater() {
    return this;
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return ReadableStates.immediate(time == null);
  }

  @Override
  public TimestampCombiner getTimestampCombiner() {
    return combiner;
  }
}
