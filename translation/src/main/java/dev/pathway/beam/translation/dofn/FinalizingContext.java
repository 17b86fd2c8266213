// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StepContext;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;

/** A context of state and timers with a bundle finalizer. */
record FinalizingContext(StepContext state, BundleFinalizer bundleFinalizer)
    implements StepContext {
  @Override
  public StateInternals stateInternals() {
    return state.stateInternals();
  }

  @Override
  public TimerInternals timerInternals() {
    return state.timerInternals();
  }
}
