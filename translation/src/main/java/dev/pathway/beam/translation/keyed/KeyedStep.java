// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.StepContext;
import java.util.ArrayList;
import java.util.List;
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
  private final List<KeyPartition> partitions = new ArrayList<>();
  private @Nullable StepTime time;
  private @Nullable KeyPartition[] byNumber = new KeyPartition[0];
  private boolean inputEnded;
  private boolean leastKnown;
  private long leastWakeTime;
  private long leastPartitionHold;

  KeyedStep(KeyModel keys, KeyedFn fn) {
    super(fn);
    this.keys = keys;
    keyOf = keys::key;
  }

  @Override
  public void setup(StepContext newContext) throws Exception {
    time = new StepTime(newContext.job());
    byNumber = new KeyPartition[newContext.partitions()];
    super.setup(newContext);
  }

  @Override
  @SuppressWarnings("unchecked") // elements are windowed values
  public void process(Object element) throws Exception {
    WindowedValue<Object> row = (WindowedValue<Object>) element;
    Object identity = keys.identity(row.getValue());
    KeyPartition partition = partition(identity);
    leastKnown = false;
    KeyCell cell = partition.cell(identity, keyOf);
    process(cell, row);
    partition.forgetIfEmpty(cell);
  }

  private KeyPartition partition(Object identity) {
    int number = context().partition(identity);
    KeyPartition partition = byNumber[number];
    if (partition == null) {
      partition = new KeyPartition(time());
      byNumber[number] = partition;
      partitions.add(partition);
    }
    return partition;
  }

  @Override
  public void advance(long watermark) {
    inputEnded = watermark == EventTime.END;
    leastKnown = false;
    if (inputEnded && drainsTimers()) {
      time().drain();
    }
    time().advance(awaitsProcessingTime() ? LAST_OF_GLOBAL_WINDOW : watermark);
  }

  /**
   * Returns whether the input has ended, but timers that wait for processing time are due first.
   */
  private boolean awaitsProcessingTime() {
    return inputEnded
        && waitsForProcessingTime()
        && partitions.stream().anyMatch(KeyPartition::awaitsProcessingTime);
  }

  @Override
  public long wakeTime() {
    findLeast();
    return leastWakeTime != Long.MAX_VALUE && time().draining() ? Long.MIN_VALUE : leastWakeTime;
  }

  /** Asks all partitions, if anything has changed: it is asked for far more often. */
  private void findLeast() {
    if (leastKnown) {
      return;
    }
    leastWakeTime = Long.MAX_VALUE;
    leastPartitionHold = EventTime.END;
    for (KeyPartition partition : partitions) {
      leastWakeTime = Math.min(leastWakeTime, partition.wakeTime());
      leastPartitionHold = Math.min(leastPartitionHold, partition.holds().least());
    }
    leastKnown = true;
  }

  @Override
  public void wake() throws Exception {
    fireDue();
    if (time().draining() && awaitsProcessingTime()) {
      findLeast();
      time().skipTo(leastWakeTime);
      fireDue();
    }
    if (inputEnded && !awaitsProcessingTime()) {
      time().advance(EventTime.END);
    }
  }

  private void fireDue() throws Exception {
    leastKnown = false;
    long now = time().processingTime();
    for (KeyPartition partition : partitions) {
      for (KeyTimer timer = partition.pollDue(now); timer != null; timer = partition.pollDue(now)) {
        Stoppable.check(job());
        fire(timer);
        partition.forgetIfEmpty(timer.cell());
      }
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
    findLeast();
    long least = leastPartitionHold;
    if (leastWakeTime == Long.MIN_VALUE) {
      // What is due has not been done yet.
      least = Math.min(least, time().inputWatermark() - 1);
    }
    return inputEnded && time().inputWatermark() < EventTime.END
        ? Math.min(least, time().inputWatermark())
        : least;
  }

  private StepTime time() {
    if (time == null) {
      throw new IllegalStateException("not set up");
    }
    return time;
  }
}
