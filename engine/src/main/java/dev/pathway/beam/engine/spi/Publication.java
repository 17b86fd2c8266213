// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.trace.Delta;
import dev.pathway.beam.state.trace.SeekableCursor;
import java.io.IOException;

/**
 * What an epoch changes outside of its store, at once with its commit: steps prepare it where
 * nobody sees it, the commit decides on it, then it is carried out. If the process ends in between,
 * it is for the next one to carry out what was committed, before it does anything else.
 *
 * <p>Steps may call methods of an implementation from all workers. Those declared here are called
 * by one thread, once all workers have ended well.
 */
public interface Publication extends AutoCloseable {
  /** The publication of jobs that change nothing. */
  Publication NOTHING =
      new Publication() {
        @Override
        public byte[] prepare(SeekableCursor published, Delta changes) {
          return new byte[0];
        }

        @Override
        public void carryOut() {}

        @Override
        public void close() {}
      };

  /**
   * Makes durable what the steps have prepared, and returns what it takes to carry it out, which is
   * committed with the epoch.
   *
   * @param published what the epochs before have published, as they noted it
   * @param changes takes how this epoch changes that
   * @throws IOException if that is not possible: the epoch fails
   */
  byte[] prepare(SeekableCursor published, Delta changes) throws IOException;

  /**
   * Carries out what was committed. It must be possible to do so again.
   *
   * @throws IOException if some of it could not be done
   */
  void carryOut() throws IOException;

  /** Undoes what was prepared, if it was not committed. */
  @Override
  void close();
}
