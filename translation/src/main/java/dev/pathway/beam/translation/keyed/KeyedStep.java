// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepState;
import java.util.function.Function;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** Runs a keyed function on elements that come in any order, while time advances. */
final class KeyedStep extends KeyedFnStep {
  /** Before this the global window is open, and all other windows are closed. */
  static final long LAST_OF_GLOBAL_WINDOW = GlobalWindow.INSTANCE.maxTimestamp().getMillis();

  private final KeyModel keys;
  private final Function<Object, @Nullable Object> keyOf;
  private @Nullable KeySpace space;
  private @Nullable KeyStore store;
  private boolean inputEnded;

  KeyedStep(KeyModel keys, KeyedFn fn) {
    super(fn);
    this.keys = keys;
    keyOf = keys::key;
  }

  @Override
  public void setup(StepContext newContext) throws Exception {
    space = new KeySpace(new StepTime(newContext.job()), newContext.name());
    super.setup(newContext);
  }

  @Override
  public void restore(StepState newState) throws Exception {
    KeyStore own =
        new KeyStore(space(), keys.identityCodec(), windowCoder(), newState, job().memory());
    store = own;
    space().keepIn(own);
    own.restore(keyOf);
    time().restore(newState, space().holds().least());
    super.restore(newState);
  }

  @Override
  public void save(long snapshot) throws Exception {
    if (store != null) {
      store.save();
      time().save();
    }
    super.save(snapshot);
  }

  @Override
  public void teardown() throws Exception {
    try {
      super.teardown();
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) throws Exception {
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    Object identity = keys.identity(row.getValue());
    KeySpace all = space();
    KeyCell cell = all.use(identity, keyOf);
    process(cell, row);
    all.leave(cell);
  }

  @Override
  public void advance(long watermark) {
    inputEnded = watermark == EventTime.END;
    if (inputEnded && drainsTimers()) {
      time().drain();
    }
    time().advance(awaitsProcessingTime() ? LAST_OF_GLOBAL_WINDOW : watermark);
  }

  /**
   * Returns whether the input has ended, but timers that wait for processing time are due first.
   */
  private boolean awaitsProcessingTime() {
    return inputEnded && waitsForProcessingTime() && space().awaitsProcessingTime();
  }

  @Override
  public long wakeTime() {
    long wakeTime = space().wakeTime();
    return wakeTime != Long.MAX_VALUE && time().draining() ? Long.MIN_VALUE : wakeTime;
  }

  @Override
  public void wake() throws Exception {
    fireDue();
    if (time().draining() && awaitsProcessingTime()) {
      time().skipTo(space().wakeTime());
      fireDue();
    }
    if (inputEnded && !awaitsProcessingTime()) {
      time().advance(EventTime.END);
    }
  }

  private void fireDue() throws Exception {
    KeySpace all = space();
    long now = time().processingTime();
    for (KeyTimer timer = all.pollDue(now); timer != null; timer = all.pollDue(now)) {
      Stoppable.check(job());
      all.use(timer.cell());
      fire(timer);
      all.leave(timer.cell());
    }
  }

  @Override
  public long hold() {
    long hold = leastHold();
    // It is asked for when event time is about to come that far.
    time().release(hold);
    return hold;
  }

  private long leastHold() {
    long least = Math.min(EventTime.END, space().holds().least());
    if (space().wakeTime() == Long.MIN_VALUE) {
      // What is due has not been done yet.
      least = Math.min(least, time().inputWatermark() - 1);
    }
    return inputEnded && time().inputWatermark() < EventTime.END
        ? Math.min(least, time().inputWatermark())
        : least;
  }

  private StepTime time() {
    return space().time();
  }

  private KeySpace space() {
    if (space == null) {
      throw new IllegalStateException("not set up");
    }
    return space;
  }
}
