// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.state.timer.Holds;
import dev.pathway.beam.state.timer.TimerQueue;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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

  /** How states are encoded, by the names of their tags. */
  private final Map<String, CellCodec<?>> codecs = new HashMap<>();

  private final String name;
  private @Nullable KeyStore store;

  /** Creates the space of a step with a name for people. */
  KeySpace(StepTime time, String name) {
    this.time = time;
    this.name = name;
  }

  /** Has keys kept in a store as well. */
  void keepIn(KeyStore newStore) {
    store = newStore;
  }

  String name() {
    return name;
  }

  /** Returns the cell of a key that is to be used, a new one if there is none. */
  KeyCell use(Object identity, Function<Object, @Nullable Object> keyOf) throws IOException {
    KeyCell cell = cells.get(identity);
    boolean isNew = cell == null;
    if (cell == null) {
      cell = new KeyCell(identity, keyOf.apply(identity), this);
      cells.add(cell);
    }
    if (store != null) {
      if (isNew) {
        store.begun(cell);
      }
      store.used(cell);
    }
    return cell;
  }

  /** Has a key ready to be used that is there. */
  void use(KeyCell cell) throws IOException {
    if (store != null) {
      store.used(cell);
    }
  }

  /** Says that a key is not being used any more; it is forgotten if nothing is left of it. */
  void leave(KeyCell cell) throws IOException {
    if (cell.isEmpty()) {
      cells.remove(cell.identity());
      if (store != null) {
        store.forgotten(cell);
      }
    } else if (store != null) {
      store.left(cell);
    }
  }

  KeyCells cells() {
    return cells;
  }

  Map<String, CellCodec<?>> codecs() {
    return codecs;
  }

  /** Returns how a state is encoded that was made. */
  CellCodec<?> codec(String tag) {
    CellCodec<?> codec = codecs.get(tag);
    if (codec == null) {
      throw new IllegalStateException("no state was made of tag '" + tag + "'");
    }
    return codec;
  }

  int timers() {
    return eventTimers.size() + processingTimers.size();
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
