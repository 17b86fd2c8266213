// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.sideinput;

/**
 * A step that goes on with elements after it was given them, when event time may have passed their
 * windows.
 */
public interface UnfinishedElements {
  /**
   * Returns the earliest end of a window of an element to go on with, {@link
   * dev.pathway.beam.engine.spi.EventTime#END} if there is none.
   */
  long earliestWindowEnd();
}
