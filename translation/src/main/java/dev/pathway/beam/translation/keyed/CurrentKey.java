// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import org.apache.beam.runners.core.StateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StepContext;
import org.apache.beam.runners.core.TimerInternals;
import org.jspecify.annotations.Nullable;

/** The key a step is at, with its state and timers. */
public final class CurrentKey implements StepContext {
  private @Nullable KeyCell cell;

  void enter(KeyCell next) {
    cell = next;
  }

  void leave() {
    cell = null;
  }

  private KeyCell cell() {
    if (cell == null) {
      throw new IllegalStateException(
          "state and timers belong to a key: they can be used while an element or timer of it is processed, not before or"
              + " after");
    }
    return cell;
  }

  /** Returns the key as user code sees it. */
  public @Nullable Object key() {
    return cell().key();
  }

  /** Forgets everything a namespace holds: its state, holds and timers. */
  public void clear(StateNamespace namespace) {
    cell().clear(namespace);
  }

  /** Forgets the timers of a namespace, but not its state. */
  public void clearTimers(StateNamespace namespace) {
    cell().timers().clear(namespace);
  }

  @Override
  public StateInternals stateInternals() {
    return cell();
  }

  @Override
  public TimerInternals timerInternals() {
    return cell().timers();
  }
}
