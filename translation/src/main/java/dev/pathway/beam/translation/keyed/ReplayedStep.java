// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.EventTime;
import dev.pathway.beam.engine.spi.KeyModel;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Runs a keyed function on one key after the other, each of which comes with all its elements: time
 * stands still while they are handled, then all of it passes. Keys whose timers wait for processing
 * time are set aside until it has come; of all others nothing is kept.
 */
final class ReplayedStep extends KeyedFnStep {
  /** A key that waits for processing time. */
  private record Waiting(KeyPartition partition, long wakeTime) {}

  private final KeyModel keys;
  private final Queue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::wakeTime));

  ReplayedStep(KeyModel keys, KeyedFn fn) {
    super(fn);
    this.keys = keys;
  }

  @Override
  @SuppressWarnings("unchecked") // the grouping in front of this step makes such elements
  public void process(Object element) throws Exception {
    KV<Object, Iterable<WindowedValue<Object>>> group =
        ((WindowedValue<KV<Object, Iterable<WindowedValue<Object>>>>) element).getValue();
    Object key = group.getKey();
    KeyPartition partition = new KeyPartition(new StepTime(job()));
    KeyCell cell = partition.cell(keys.identityOfKey(key), identity -> key);
    processAll(cell, new Stoppable<>(group.getValue(), job()));
    finish(partition);
  }

  private void finish(KeyPartition partition) throws Exception {
    StepTime time = partition.time();
    if (drainsTimers()) {
      time.drain();
    }
    if (waitsForProcessingTime()) {
      time.advance(KeyedStep.LAST_OF_GLOBAL_WINDOW);
      fire(partition);
      while (time.draining() && partition.awaitsProcessingTime()) {
        time.skipTo(partition.wakeTime());
        fire(partition);
      }
      if (partition.awaitsProcessingTime()) {
        waiting.add(new Waiting(partition, partition.wakeTime()));
        return;
      }
    }
    time.advance(EventTime.END);
    fire(partition);
  }

  private void fire(KeyPartition partition) throws Exception {
    long now = partition.time().processingTime();
    for (KeyTimer timer = partition.pollDue(now); timer != null; timer = partition.pollDue(now)) {
      Stoppable.check(job());
      // All of event time has passed, but for what waits for this timer or a later one.
      if (timer.data().getDomain() == TimeDomain.EVENT_TIME) {
        long until = timer.data().getTimestamp().getMillis();
        partition.time().release(Math.min(partition.holds().least(), until));
      }
      fire(timer);
    }
  }

  @Override
  public long wakeTime() {
    Waiting next = waiting.peek();
    return next == null ? Long.MAX_VALUE : next.wakeTime();
  }

  @Override
  public void wake() throws Exception {
    Waiting next = waiting.poll();
    if (next != null) {
      finish(next.partition());
    }
  }

  @Override
  public long hold() {
    return waiting.isEmpty() ? EventTime.END : EventTime.START;
  }
}
