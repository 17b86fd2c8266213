// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.Holds;
import dev.pathway.beam.state.timer.TimerQueue;
import java.util.function.Function;
import org.apache.beam.sdk.state.TimeDomain;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a worker of a step, and their timers and holds in the order of time. One thread only.
 */
final class KeySpace {
  private final StepTime time;
  private final KeyCells cells = new KeyCells();
  private final TimerQueue<KeyTimer> eventTimers = new TimerQueue<>();
  private final TimerQueue<KeyTimer> processingTimers = new TimerQueue<>();
  private final Holds holds = new Holds();

  KeySpace(StepTime time) {
    this.time = time;
  }

  /** Returns the cell of a key, a new one if there is none. */
  KeyCell cell(Object identity, Function<Object, @Nullable Object> keyOf) {
    KeyCell cell = cells.get(identity);
    if (cell == null) {
      cell = new KeyCell(identity, keyOf.apply(identity), this);
      cells.add(cell);
    }
    return cell;
  }

  /** Forgets a key of which nothing is left. */
  void forgetIfEmpty(KeyCell cell) {
    if (cell.isEmpty()) {
      cells.remove(cell.identity());
    }
  }

  StepTime time() {
    return time;
  }

  Holds holds() {
    return holds;
  }

  TimerQueue<KeyTimer> timers(TimeDomain domain) {
    return domain == TimeDomain.EVENT_TIME ? eventTimers : processingTimers;
  }

  /** Returns whether there are timers that wait for processing time. */
  boolean awaitsProcessingTime() {
    return !processingTimers.isEmpty();
  }

  /**
   * Returns the time of the job's clock in milliseconds at which there is something to do: the
   * least value of all for at once.
   */
  long wakeTime() {
    if (eventTimers.firstTime() < time.inputWatermark()) {
      return Long.MIN_VALUE;
    }
    long first = processingTimers.firstTime();
    // A timer is due once its time has passed.
    return first == Long.MAX_VALUE ? first : time.clockTime(first + 1);
  }

  /**
   * Takes the next timer that is due, or null if there is none.
   *
   * @param processingTime the time at which the caller began: a timer that is set again and again
   *     would be due for ever if it were that of each call
   */
  @Nullable KeyTimer pollDue(long processingTime) {
    KeyTimer timer = null;
    if (eventTimers.firstTime() < time.inputWatermark()) {
      timer = eventTimers.poll();
    } else if (processingTimers.firstTime() < processingTime) {
      timer = processingTimers.poll();
    }
    if (timer != null) {
      timer.fired();
    }
    return timer;
  }
}
