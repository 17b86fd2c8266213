// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/** A piece of a bounded source that one reader, on any member, reads from start to end. */
@FunctionalInterface
public interface Split extends Serializable {
  /** Opens a reader, owned by the calling thread. */
  SplitReader open(JobContext job) throws Exception;
}
