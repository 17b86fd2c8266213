// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.job;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Where the members of a job see what one of them has listed of a source, and who reads which piece
 * of it. Thread-safe.
 */
public interface SplitBoard {
  /**
   * Shows all members what a source is read in; called once for a source.
   *
   * @throws IOException if a piece is not serialisable
   */
  void publish(String sourceId, List<? extends Serializable> splits) throws IOException;

  /**
   * Waits until a source has been listed; returns a copy of this member's own.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  List<?> await(String sourceId) throws IOException, InterruptedException;

  /** Returns the number of a piece that nobody has claimed before, from 0 in turn. */
  int claim(String sourceId);
}
