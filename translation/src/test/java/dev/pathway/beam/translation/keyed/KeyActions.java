// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateNamespaces.WindowNamespace;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.runners.core.TimerInternals.TimerData;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;
import org.jspecify.annotations.Nullable;

/** What keys can be told to do with their state and timers. */
final class KeyActions {
  /** A timer that sets another one when it fires. */
  static final String CHAIN = "chain";

  /** By how much the timer that a chain sets is later. */
  static final long LINK = 3;

  private static final List<String> IDS = List.of("a", "b", CHAIN);
  private static final StateTag<ValueState<Integer>> VALUE =
      StateTags.value("value", VarIntCoder.of());
  private static final StateTag<WatermarkHoldState> HOLD =
      StateTags.watermarkStateInternal("hold", TimestampCombiner.EARLIEST);

  private KeyActions() {}

  /** What a key is told to do in a window. */
  sealed interface Action {
    /** Sets a timer. */
    record SetTimer(int window, String id, TimeDomain domain, long target, long output)
        implements Action {}

    /** Deletes a timer, if it is set. */
    record DeleteTimer(int window, String id, TimeDomain domain) implements Action {}

    /** Sets a value. */
    record Write(int window) implements Action {}

    /** Clears the value and the hold. */
    record Clear(int window) implements Action {}

    /** Adds to a hold. */
    record Hold(int window, long time) implements Action {}

    /** Forgets all of a window. */
    record Forget(int window) implements Action {}
  }

  /** What becomes of timers of processing time when the input has ended. */
  enum AtEnd {
    IGNORE,
    AWAIT,
    DRAIN;

    static AtEnd any(SplittableRandom random) {
      return values()[random.nextInt(values().length)];
    }
  }

  static Action any(SplittableRandom random) {
    int window = random.nextInt(3);
    String id = IDS.get(random.nextInt(IDS.size()));
    TimeDomain domain = random.nextBoolean() ? TimeDomain.EVENT_TIME : TimeDomain.PROCESSING_TIME;
    long time = random.nextLong(-60, 200);
    return switch (random.nextInt(9)) {
      case 0 -> new Action.DeleteTimer(window, id, domain);
      case 1 -> new Action.Write(window);
      case 2 -> new Action.Clear(window);
      case 3 -> new Action.Hold(window, time);
      case 4 -> new Action.Forget(window);
      default -> {
        long earliest = time - 50;
        long latest = domain == TimeDomain.EVENT_TIME ? time : time + 50;
        long output = random.nextBoolean() ? time : random.nextLong(earliest, latest);
        yield new Action.SetTimer(window, id, domain, time, output);
      }
    };
  }

  static StateNamespace namespace(int window) {
    return StateNamespaces.window(
        IntervalWindow.getCoder(),
        new IntervalWindow(Instant.ofEpochMilli(window), Instant.ofEpochMilli(window + 1L)));
  }

  static String text(int window, String id, TimeDomain domain, long target) {
    return id + " in " + window + " at " + target + " of " + domain;
  }

  /** Does what elements say, and writes down the timers that fire, by key. */
  static final class ActionFn implements KeyedFn {
    private final AtEnd atEnd;
    private final Map<Object, List<String>> firings = new TreeMap<>();
    private @Nullable CurrentKey current;

    ActionFn(AtEnd atEnd) {
      this.atEnd = atEnd;
    }

    Map<Object, List<String>> firings() {
      return firings;
    }

    @Override
    public void setup(StepContext context, CurrentKey key) {
      current = key;
    }

    private CurrentKey current() {
      if (current == null) {
        throw new IllegalStateException("not set up");
      }
      return current;
    }

    @Override
    public Coder<? extends BoundedWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public boolean awaitsProcessingTime() {
      return atEnd != AtEnd.IGNORE;
    }

    @Override
    public boolean drainsTimers() {
      return atEnd == AtEnd.DRAIN;
    }

    @Override
    public void process(WindowedValue<Object> element) {
      Action action = (Action) ((KV<?, ?>) element.getValue()).getValue();
      if (action instanceof Action.SetTimer timer) {
        set(namespace(timer.window()), timer.id(), timer.domain(), timer.target(), timer.output());
      } else if (action instanceof Action.DeleteTimer timer) {
        current()
            .timerInternals()
            .deleteTimer(namespace(timer.window()), timer.id(), "", timer.domain());
      } else if (action instanceof Action.Write write) {
        current().stateInternals().state(namespace(write.window()), VALUE).write(1);
      } else if (action instanceof Action.Clear clear) {
        current().stateInternals().state(namespace(clear.window()), VALUE).clear();
        current().stateInternals().state(namespace(clear.window()), HOLD).clear();
      } else if (action instanceof Action.Hold hold) {
        current()
            .stateInternals()
            .state(namespace(hold.window()), HOLD)
            .add(Instant.ofEpochMilli(hold.time()));
      } else if (action instanceof Action.Forget forget) {
        current().clear(namespace(forget.window()));
      }
    }

    private void set(
        StateNamespace namespace, String id, TimeDomain domain, long target, long output) {
      current()
          .timerInternals()
          .setTimer(
              namespace,
              id,
              "",
              Instant.ofEpochMilli(target),
              Instant.ofEpochMilli(output),
              domain);
    }

    @Override
    public void onTimer(TimerData timer) {
      IntervalWindow window =
          (IntervalWindow) ((WindowNamespace<?>) timer.getNamespace()).getWindow();
      long target = timer.getTimestamp().getMillis();
      firings
          .computeIfAbsent(current().key(), key -> new ArrayList<>())
          .add(
              text(
                  (int) window.start().getMillis(), timer.getTimerId(), timer.getDomain(), target));
      if (timer.getTimerId().equals(CHAIN)) {
        set(timer.getNamespace(), "a", timer.getDomain(), target + LINK, target + LINK);
      }
    }
  }
}
