// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.JobContext;
import dev.pathway.beam.engine.spi.StepContext;
import dev.pathway.beam.engine.spi.StepFn;
import org.apache.beam.sdk.values.WindowedValue;
import org.jspecify.annotations.Nullable;

/** A step that calls a keyed function, each time with the key the call is about. */
abstract class KeyedFnStep implements StepFn {
  private final KeyedFn fn;
  private final CurrentKey current = new CurrentKey();
  private @Nullable StepContext context;

  KeyedFnStep(KeyedFn fn) {
    this.fn = fn;
  }

  @Override
  public void setup(StepContext newContext) throws Exception {
    context = newContext;
    fn.setup(newContext, current);
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
    current.enter(timer.cell());
    fn.onTimer(timer.data());
    current.leave();
    timer.release();
  }

  /** Returns whether timers of processing time are waited for when the input has ended. */
  final boolean waitsForProcessingTime() {
    return fn.awaitsProcessingTime();
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
  public final void teardown() throws Exception {
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
