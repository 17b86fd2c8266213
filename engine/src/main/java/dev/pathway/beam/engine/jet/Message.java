// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.jet;

import dev.pathway.beam.engine.frame.EncodedFrame;
import dev.pathway.beam.engine.frame.Frame;
import dev.pathway.beam.state.live.Pending;

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
   * A frame as it travels between members.
   *
   * @param ordinal the outgoing edge it is for; on the way in the edge it came on
   * @param frame the frame
   */
  record Packet(int ordinal, EncodedFrame frame) implements Message {}

  /**
   * The end of an epoch.
   *
   * @param epoch the epoch
   */
  record Seal(long epoch) implements Message {}

  /**
   * Progress of event time.
   *
   * @param ordinal the outgoing edge it is for; 0 on the way in, where it is that of all edges
   * @param watermark no row to come is earlier, but late ones
   */
  record Mark(int ordinal, long watermark) implements Message {}

  /**
   * A round of a script: everything before it is to be done with before it is passed on.
   *
   * @param number its number
   */
  record Round(long number) implements Message {}

  /** A call to save: everything before it is part of the next snapshot, nothing after it is. */
  record Barrier() implements Message {}

  /**
   * What was saved, behind all that was put out before it.
   *
   * @param snapshot the snapshot's number
   * @param pending what is to be uploaded
   */
  record Saved(long snapshot, Pending pending) implements Message {}

  /**
   * The news that a snapshot counts.
   *
   * @param snapshot its number
   */
  record Committed(long snapshot) implements Message {}

  /** A call to look whether something has become due. */
  record Wake() implements Message {}

  /** The end of all input. */
  record End() implements Message {}
}
