// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import dev.pathway.beam.engine.spi.StepState;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerDeclaration;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step that calls a keyed function, each time with the key the call is about. */
abstract class KeyedFnStep implements StepFn {
  /**
   * How many timers may fire one because of the other once the input has ended and time is skipped.
   * Enough for whoever comes to an end by and by; a timer that sets itself for ever does not.
   */
  static final int MAX_ROUNDS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeyedFnStep.class);

  private final KeyedFn fn;
  private final CurrentKey current = new CurrentKey();
  private @Nullable StepContext context;
  private boolean warned;

  KeyedFnStep(KeyedFn fn) {
    this.fn = fn;
  }

  @Override
  public void setup(StepContext newContext) throws Exception {
    context = newContext;
    fn.setup(newContext, current);
  }

  @Override
  public void restore(StepState state) throws Exception {
    fn.restore(state);
  }

  @Override
  public void save(long snapshot) throws Exception {
    fn.save(snapshot);
  }

  @Override
  public final void committed(long snapshot) throws Exception {
    fn.committed(snapshot);
  }

  /** Returns the coder of the windows that state and timers are of. */
  @SuppressWarnings("unchecked") // windows come from the windowing they are of
  final Coder<BoundedWindow> windowCoder() {
    return (Coder<BoundedWindow>) fn.windowCoder();
  }

  @Override
  public final void startBundle() throws Exception {
    fn.startBundle();
  }

  final void process(KeyCell cell, WindowedValue<Object> row) throws Exception {
    current.enter(cell);
    fn.process(row);
    current.leave();
  }

  final void processAll(KeyCell cell, Iterable<WindowedValue<Object>> rows) throws Exception {
    current.enter(cell);
    fn.processAll(rows);
    current.leave();
  }

  final void fire(KeyTimer timer) throws Exception {
    if (timer.round() < MAX_ROUNDS || timer.data().getDomain() == TimeDomain.EVENT_TIME) {
      timer.cell().space().time().enter(timer);
      current.enter(timer.cell());
      fn.onTimer(timer.data());
      current.leave();
    } else if (!warned) {
      warned = true;
      LOG.warn(
          "Timer '{}' of '{}' was set again and again for a key, {} times after the end of the input, and does not fire"
              + " any more; nor does any other like it",
          userName(timer),
          context().name(),
          MAX_ROUNDS);
    }
    timer.release();
  }

  private static String userName(KeyTimer timer) {
    String id = timer.data().getTimerId();
    return id.startsWith(TimerDeclaration.PREFIX)
        ? id.substring(TimerDeclaration.PREFIX.length())
        : id;
  }

  /** Returns whether timers of processing time are waited for when the input has ended. */
  final boolean waitsForProcessingTime() {
    return fn.awaitsProcessingTime();
  }

  /** Returns whether they fire at once instead. */
  final boolean drainsTimers() {
    return fn.drainsTimers();
  }

  @Override
  public final void finishBundle() throws Exception {
    fn.finishBundle();
  }

  @Override
  public final void bundleCommitted() throws Exception {
    fn.bundleCommitted();
  }

  @Override
  public void teardown() throws Exception {
    fn.teardown();
  }

  final StepContext context() {
    if (context == null) {
      throw new IllegalStateException("not set up");
    }
    return context;
  }

  final JobContext job() {
    return context().job();
  }
}
