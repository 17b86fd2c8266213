// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** A piece of a bounded source that one reader reads from start to end. */
@FunctionalInterface
public interface Split {
  /** Opens a reader, owned by the calling thread. */
  SplitReader open(JobContext job) throws Exception;
}
