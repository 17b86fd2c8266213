// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What is left of the limits of one call. Thread-safe: a DoFn may claim and emit from threads of
 * its own.
 */
final class CallBudget {
  private final CallLimits limits;
  private final BooleanSupplier interrupted;
  private boolean started;
  private long start;
  private long outputs;

  /**
   * Creates a budget that is full.
   *
   * @param interrupted whether something else wants the call to end
   */
  CallBudget(CallLimits limits, BooleanSupplier interrupted) {
    this.limits = limits;
    this.interrupted = interrupted;
  }

  /** Starts counting the time, if it does not count already. */
  synchronized void start() {
    if (!started) {
      started = true;
      start = System.nanoTime();
    }
  }

  synchronized void countOutput() {
    outputs++;
  }

  /** Returns whether the call is to end; never before it was started, so that it gets somewhere. */
  synchronized boolean exhausted() {
    return started
        && (outputs >= limits.outputs()
            || System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(limits.millis())
            || interrupted.getAsBoolean());
  }

  /** Fills the budget again: the call cannot end at the moment. */
  synchronized void refill() {
    start = System.nanoTime();
    outputs = 0;
  }
}
