// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.splittable;

import java.io.Serializable;

/**
 * When a call of {@code @ProcessElement} is to end with some of its restriction left, so that
 * others get their turn.
 *
 * @param outputs after how many outputs
 * @param millis after how many milliseconds, from its first claim on
 */
public record CallLimits(long outputs, long millis) implements Serializable {
  /** Calls go on until their restriction is done with, for jobs in which nobody waits. */
  public static final CallLimits NONE = new CallLimits(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Calls end soon, for jobs in which event time and other elements wait for them. */
  public static final CallLimits SHORT = new CallLimits(10_000, 1_000);
}
