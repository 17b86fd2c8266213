// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.TimerQueue;
import dev.pathway.beam.translation.time.EventTimes;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.state.TimeDomain;

/** A timer of a key that is set. */
final class KeyTimer {
  /**
   * What a timer is known by within its key.
   *
   * @param namespace its window
   * @param family its family, or empty
   * @param id its name
   * @param domain the kind of time it waits for
   */
  record Name(StateNamespace namespace, String family, String id, TimeDomain domain) {
    static Name of(TimerData data) {
      return new Name(
          data.getNamespace(), data.getTimerFamilyId(), data.getTimerId(), data.getDomain());
    }
  }

  private final KeyCell cell;
  private final TimerData data;
  private final TimerQueue.Entry<KeyTimer> entry;

  /** Sets a timer of a key. */
  KeyTimer(KeyCell cell, TimerData data) {
    this.cell = cell;
    this.data = data;
    KeyPartition partition = cell.partition();
    entry = partition.timers(data.getDomain()).add(data.getTimestamp().getMillis(), this);
    if (holds()) {
      partition.holds().add(EventTimes.millis(data.getOutputTimestamp()));
    }
  }

  /**
   * Returns whether event time must not pass the timer's output timestamp. It does not do so before
   * the timer is due in event time anyway; and a timer of processing time whose output is to have
   * the very time of its firing is one of a trigger, which has holds of its own.
   */
  private boolean holds() {
    return data.getDomain() == TimeDomain.EVENT_TIME
        ? data.getOutputTimestamp().isBefore(data.getTimestamp())
        : !data.getOutputTimestamp().equals(data.getTimestamp());
  }

  KeyCell cell() {
    return cell;
  }

  TimerData data() {
    return data;
  }

  /** Forgets the timer, which is no longer in the queue. */
  void fired() {
    cell.timers().forget(this);
  }

  /** Lets go of the time the timer held; once it has been handled. */
  void release() {
    if (holds()) {
      cell.partition().holds().remove(EventTimes.millis(data.getOutputTimestamp()));
    }
  }

  /** Takes the timer out of the queue. */
  void cancel() {
    cell.partition().timers(data.getDomain()).remove(entry);
    release();
  }
}
