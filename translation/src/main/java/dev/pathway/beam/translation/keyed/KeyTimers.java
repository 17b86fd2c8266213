// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.translation.time.EventTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.sdk.state.TimeDomain;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** The timers of a key. */
final class KeyTimers implements TimerInternals {
  private final KeyCell cell;
  private final SmallMap<KeyTimer.Name, KeyTimer> set = new SmallMap<>();

  KeyTimers(KeyCell cell) {
    this.cell = cell;
  }

  boolean isEmpty() {
    return set.isEmpty();
  }

  void forget(KeyTimer timer) {
    set.remove(timer.name());
  }

  /** Returns the timers that are set, in the order in which they were. */
  List<KeyTimer> inOrder() {
    List<KeyTimer> timers = set.values();
    if (timers.size() > 1) {
      timers = new ArrayList<>(timers);
      timers.sort(Comparator.comparingLong(KeyTimer::order));
    }
    return timers;
  }

  /** Sets a timer again, after a restart. */
  void restore(TimerData data, int round) {
    KeyTimer.Name name = KeyTimer.Name.of(data);
    set.put(name, new KeyTimer(cell, name, data, round));
  }

  void clear(StateNamespace namespace) {
    for (KeyTimer timer : set.values()) {
      if (timer.data().getNamespace().equals(namespace)) {
        forget(timer);
        timer.cancel();
      }
    }
  }

  @Override
  public void setTimer(
      StateNamespace namespace,
      String timerId,
      String timerFamilyId,
      Instant target,
      Instant outputTimestamp,
      TimeDomain timeDomain) {
    KeyTimer.Name name = new KeyTimer.Name(namespace, timerFamilyId, timerId, timeDomain);
    set(name, TimerData.of(timerId, timerFamilyId, namespace, target, outputTimestamp, timeDomain));
  }

  @Override
  @Deprecated
  public void setTimer(TimerData data) {
    set(KeyTimer.Name.of(data), data);
  }

  private void set(KeyTimer.Name name, TimerData data) {
    KeyTimer earlier = set.get(name);
    if (earlier != null) {
      if (earlier.data().equals(data)) {
        return;
      }
      earlier.cancel();
    }
    set.put(name, new KeyTimer(cell, name, data, cell.space().time().round()));
  }

  @Override
  public void deleteTimer(
      StateNamespace namespace, String timerId, String timerFamilyId, TimeDomain timeDomain) {
    delete(new KeyTimer.Name(namespace, timerFamilyId, timerId, timeDomain));
  }

  @Override
  @Deprecated
  public void deleteTimer(StateNamespace namespace, String timerId, String timerFamilyId) {
    for (TimeDomain domain : TimeDomain.values()) {
      deleteTimer(namespace, timerId, timerFamilyId, domain);
    }
  }

  @Override
  @Deprecated
  public void deleteTimer(TimerData data) {
    delete(KeyTimer.Name.of(data));
  }

  private void delete(KeyTimer.Name name) {
    KeyTimer timer = set.remove(name);
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public Instant currentProcessingTime() {
    return Instant.ofEpochMilli(cell.space().time().processingTime());
  }

  @Override
  public Instant currentSynchronizedProcessingTime() {
    return currentProcessingTime();
  }

  @Override
  public Instant currentInputWatermarkTime() {
    return EventTimes.instant(cell.space().time().inputWatermark());
  }

  @Override
  public @Nullable Instant currentOutputWatermarkTime() {
    return EventTimes.instant(cell.space().time().outputWatermark());
  }
}
