// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import dev.pathway.beam.engine.spi.EventTime;
import org.jspecify.annotations.Nullable;

/** A worker of a step whose workers help each other; one thread only. */
final class Helper {
  private final SharedParts parts;
  private boolean idle;

  /** Creates a worker, which is busy. */
  Helper(SharedParts parts) {
    this.parts = parts;
  }

  /** Returns what the workers share. */
  SharedParts parts() {
    return parts;
  }

  /** Says that nothing of its own is left and that nothing more will come. */
  void rest() {
    if (!idle) {
      idle = true;
      parts.rest();
    }
  }

  /** Takes a part of what another one has to do, or null if there is none to take. */
  SharedParts.@Nullable Part take() {
    SharedParts.Part part = idle ? parts.take() : null;
    idle &= part == null;
    return part;
  }

  /** See {@link dev.pathway.beam.engine.spi.StepFn#hold}: there may be something to take. */
  long hold() {
    return parts.done() ? EventTime.END : EventTime.START;
  }

  /** See {@link dev.pathway.beam.engine.spi.StepFn#wakeTime}. */
  long wakeTime() {
    return idle && parts.available() ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
