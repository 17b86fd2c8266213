// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** The ends of event time, which is counted in milliseconds since the epoch of Java's clock. */
public final class EventTime {
  /** Before every timestamp: the watermark of an input that has not said anything yet. */
  public static final long START = Long.MIN_VALUE;

  /**
   * After every timestamp: the watermark of an input that is complete, and the hold of a function
   * that holds nothing back.
   */
  public static final long END = Long.MAX_VALUE - 1;

  private EventTime() {}
}
