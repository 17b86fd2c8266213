// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

/** The thread on which a stage works, as the stage sees it. */
public interface StageHost extends FrameOutput {
  /**
   * The last outgoing edge that may have a watermark of its own; all after it must be given the
   * same.
   */
  int LAST_EDGE_OF_ITS_OWN = 118;

  /**
   * Says that the rows to come on an edge are not earlier than {@code watermark}, but late ones;
   * blocks while there is no room.
   */
  void mark(int ordinal, long watermark);

  /**
   * Does what the stage is asked for meanwhile: takes part in the latest round of a script, for
   * which all that is due is done, and saves the stage's state.
   */
  void joinRound();

  /**
   * Waits until the job's clock reaches a time in milliseconds, or something happened that may be
   * worth a look earlier.
   */
  void pause(long until);

  /**
   * Returns the time of a clock like {@link System#nanoTime} that is cheap enough to be read for
   * every row.
   */
  long nanoTime();
}
