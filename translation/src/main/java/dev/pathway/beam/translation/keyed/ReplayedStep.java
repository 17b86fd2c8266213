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
  private record Waiting(KeySpace space, long wakeTime) {}

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
    KeySpace space = new KeySpace(new StepTime(job()), context().name());
    KeyCell cell = space.use(keys.identityOfKey(key), identity -> key);
    processAll(cell, new Stoppable<>(group.getValue(), job()));
    finish(space);
  }

  private void finish(KeySpace space) throws Exception {
    StepTime time = space.time();
    if (drainsTimers()) {
      time.drain();
    }
    if (waitsForProcessingTime()) {
      time.advance(KeyedStep.LAST_OF_GLOBAL_WINDOW);
      fire(space);
      while (time.draining() && space.awaitsProcessingTime()) {
        time.skipTo(space.wakeTime());
        fire(space);
      }
      if (space.awaitsProcessingTime()) {
        waiting.add(new Waiting(space, space.wakeTime()));
        return;
      }
    }
    time.advance(EventTime.END);
    fire(space);
  }

  private void fire(KeySpace space) throws Exception {
    long now = space.time().processingTime();
    for (KeyTimer timer = space.pollDue(now); timer != null; timer = space.pollDue(now)) {
      Stoppable.check(job());
      // All of event time has passed, but for what waits for this timer or a later one.
      if (timer.data().getDomain() == TimeDomain.EVENT_TIME) {
        long until = timer.data().getTimestamp().getMillis();
        space.time().release(Math.min(space.holds().least(), until));
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
      finish(next.space());
    }
  }

  @Override
  public long hold() {
    return waiting.isEmpty() ? EventTime.END : EventTime.START;
  }
}
