// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/** A piece of a bounded source that one reader, on any member, reads from start to end. */
@FunctionalInterface
public interface Split extends Serializable {
  /**
   * Opens a reader, owned by the calling thread. A streaming job that keeps its state goes on with
   * a reader opened anew, after as many elements as were put out: the order of elements must be the
   * same each time, or some are read twice and others not at all.
   */
  SplitReader open(JobContext job) throws Exception;
}
