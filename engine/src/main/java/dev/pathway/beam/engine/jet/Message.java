// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.frame.Frame;

/** What a Jet processor and its worker's thread hand to each other. */
sealed interface Message {
  /**
   * A frame.
   *
   * @param ordinal the outgoing edge it is for; 0 on the way in
   * @param frame the frame
   */
  record Rows(int ordinal, Frame frame) implements Message {}

  /**
   * The end of an epoch.
   *
   * @param epoch the epoch
   */
  record Seal(long epoch) implements Message {}

  /** The end of all input. */
  record End() implements Message {}
}
