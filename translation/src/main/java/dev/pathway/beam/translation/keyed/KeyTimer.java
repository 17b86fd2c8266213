// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.TimerQueue;
import dev.pathway.beam.translation.time.EventTimes;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.state.TimeDomain;

/** A timer of a key that is set. */
final class KeyTimer extends TimerQueue.Timer {
  /** What a timer is known by within its key; keeps its hash, since windows do not. */
  static final class Name {
    private final StateNamespace namespace;
    private final String family;
    private final String id;
    private final TimeDomain domain;
    private final int hash;

    Name(StateNamespace namespace, String family, String id, TimeDomain domain) {
      this.namespace = namespace;
      this.family = family;
      this.id = id;
      this.domain = domain;
      hash = 31 * (31 * namespace.hashCode() + family.hashCode()) + id.hashCode();
    }

    static Name of(TimerData data) {
      return new Name(
          data.getNamespace(), data.getTimerFamilyId(), data.getTimerId(), data.getDomain());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Name name
          && hash == name.hash
          && domain == name.domain
          && id.equals(name.id)
          && family.equals(name.family)
          && namespace.equals(name.namespace);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private final KeyCell cell;
  private final Name name;
  private final TimerData data;
  private final int round;

  /**
   * Sets a timer of a key.
   *
   * @param round see {@link StepTime#round}
   */
  KeyTimer(KeyCell cell, Name name, TimerData data, int round) {
    super(cell.space().time().due(data));
    this.cell = cell;
    this.name = name;
    this.data = data;
    this.round = round;
    KeySpace space = cell.space();
    space.timers(data.getDomain()).add(this);
    if (holds()) {
      space.holds().add(EventTimes.millis(data.getOutputTimestamp()));
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

  Name name() {
    return name;
  }

  TimerData data() {
    return data;
  }

  /** See {@link StepTime#round}. */
  int round() {
    return round;
  }

  /** Returns a number that is higher than those of timers that were set before. */
  long order() {
    return sequence();
  }

  /** Forgets the timer, which is no longer in the queue. */
  void fired() {
    cell.timers().forget(this);
  }

  /** Lets go of the time the timer held; once it has been handled. */
  void release() {
    if (holds()) {
      cell.space().holds().remove(EventTimes.millis(data.getOutputTimestamp()));
    }
  }

  /** Takes the timer out of the queue. */
  void cancel() {
    cell.space().timers(data.getDomain()).remove(this);
    release();
  }
}
