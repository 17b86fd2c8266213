// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.benchmarks.workload;

/** When the elements of a {@link SequenceStream} are there. */
enum Pace {
  /** All of them from the beginning; event time is that of the next one. */
  AT_ONCE,
  /** Each at its time by the clock, which event time follows. */
  BY_CLOCK,
  /** Each at its time by the clock; in between event time stands still. */
  BY_CLOCK_STANDING,
  /** Each once a watermark of its time has been asked for; in one split. */
  STEPWISE
}
