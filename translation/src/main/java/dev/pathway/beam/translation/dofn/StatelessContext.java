// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.dofn;

import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StepContext;
import org.apache.beam.runners.core.TimerInternals;

/** The context of a DoFn without state and timers. */
final class StatelessContext implements StepContext {
  private final String name;

  StatelessContext(String name) {
    this.name = name;
  }

  @Override
  public StateInternals stateInternals() {
    throw new IllegalStateException("'" + name + "' has no state");
  }

  @Override
  public TimerInternals timerInternals() {
    throw new IllegalStateException("'" + name + "' has no timers");
  }
}
