// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.translation.keyed.KeyActions.Action;
import dev.pathway.beam.translation.keyed.KeyActions.AtEnd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;

/** What keys with state and timers do, in the plainest way: it looks at everything each time. */
final class ScanningTimers {
  private record Timer(
      int key, int window, String id, TimeDomain domain, long target, long output) {
    boolean hasName(int otherKey, int otherWindow, String otherId, TimeDomain otherDomain) {
      return key == otherKey
          && window == otherWindow
          && id.equals(otherId)
          && domain == otherDomain;
    }

    boolean holds() {
      return domain == TimeDomain.EVENT_TIME ? output < target : output != target;
    }
  }

  private record Place(int key, int window) {}

  private final AtEnd atEnd;

  /** In the order in which they were set. */
  private final List<Timer> timers = new ArrayList<>();

  private final Set<Place> values = new HashSet<>();
  private final Map<Object, List<String>> firings = new TreeMap<>();
  private final TreeMap<String, Long> holds = new TreeMap<>();
  private final Set<Integer> known = new HashSet<>();
  private long watermark = EventTime.START;
  private long clock;
  private boolean ended;
  private int created;

  ScanningTimers(AtEnd atEnd) {
    this.atEnd = atEnd;
  }

  Map<Object, List<String>> firings() {
    return firings;
  }

  /** Returns how often a key was begun anew. */
  int created() {
    return created;
  }

  void process(int key, Action action) {
    apply(key, action);
    fire();
  }

  /** Does what a key is told, and leaves what has become due for later. */
  void apply(int key, Action action) {
    if (known.add(key)) {
      created++;
    }
    if (action instanceof Action.SetTimer set) {
      set(key, set);
    } else if (action instanceof Action.DeleteTimer delete) {
      timers.removeIf(timer -> timer.hasName(key, delete.window(), delete.id(), delete.domain()));
    } else if (action instanceof Action.Write write) {
      values.add(new Place(key, write.window()));
    } else if (action instanceof Action.Clear clear) {
      clear(key, clear.window());
    } else if (action instanceof Action.Hold hold) {
      holds.merge(key + "/" + hold.window(), hold.time(), Math::min);
    } else if (action instanceof Action.Forget forget) {
      clear(key, forget.window());
      timers.removeIf(timer -> timer.key() == key && timer.window() == forget.window());
    }
    forgetIfEmpty(key);
  }

  private void set(int key, Action.SetTimer set) {
    Timer timer = new Timer(key, set.window(), set.id(), set.domain(), set.target(), set.output());
    if (!timers.contains(timer)) {
      timers.removeIf(earlier -> earlier.hasName(key, set.window(), set.id(), set.domain()));
      timers.add(timer);
    }
  }

  private void clear(int key, int window) {
    values.remove(new Place(key, window));
    holds.remove(key + "/" + window);
  }

  private void forgetIfEmpty(int key) {
    if (timers.stream().noneMatch(timer -> timer.key() == key)
        && values.stream().noneMatch(place -> place.key() == key)
        && holds.keySet().stream().noneMatch(place -> place.startsWith(key + "/"))) {
      known.remove(key);
    }
  }

  void advance(long newWatermark) {
    ended = newWatermark == EventTime.END;
    watermark = newWatermark;
    fire();
    while (ended && atEnd == AtEnd.DRAIN && timers.stream().anyMatch(ScanningTimers::byClock)) {
      long next =
          timers.stream().filter(ScanningTimers::byClock).mapToLong(Timer::target).min().orElse(0);
      clock = Math.max(clock, next + 1);
      fire();
    }
  }

  void pass(long millis) {
    clock += millis;
    fire();
  }

  /** Returns whether the input has ended, but there are timers to wait for. */
  boolean awaitsProcessingTime() {
    return ended && atEnd != AtEnd.IGNORE && timers.stream().anyMatch(ScanningTimers::byClock);
  }

  private long eventTime() {
    return awaitsProcessingTime() ? GlobalWindow.INSTANCE.maxTimestamp().getMillis() : watermark;
  }

  private static boolean byClock(Timer timer) {
    return timer.domain() == TimeDomain.PROCESSING_TIME;
  }

  private void fire() {
    Optional<Timer> due = due();
    while (due.isPresent()) {
      fire(due.get());
      due = due();
    }
  }

  private Optional<Timer> due() {
    long eventTime = eventTime();
    Comparator<Timer> order =
        Comparator.comparing(ScanningTimers::byClock).thenComparingLong(Timer::target);
    // Of equal ones, min takes the first.
    return timers.stream()
        .filter(timer -> timer.target() < (byClock(timer) ? clock : eventTime))
        .min(order);
  }

  private void fire(Timer timer) {
    timers.remove(timer);
    firings
        .computeIfAbsent(timer.key(), key -> new ArrayList<>())
        .add(KeyActions.text(timer.window(), timer.id(), timer.domain(), timer.target()));
    if (timer.id().equals(KeyActions.CHAIN)) {
      long next = timer.target() + KeyActions.LINK;
      set(timer.key(), new Action.SetTimer(timer.window(), "a", timer.domain(), next, next));
    }
    forgetIfEmpty(timer.key());
  }

  /** Returns the least time that is held, once all that is due was done. */
  long hold() {
    long least = eventTime() < EventTime.END && ended ? eventTime() : EventTime.END;
    for (Timer timer : timers) {
      least = timer.holds() ? Math.min(least, timer.output()) : least;
    }
    for (long time : holds.values()) {
      least = Math.min(least, time);
    }
    return least;
  }
}
