// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

/** A piece of an unbounded source. */
@FunctionalInterface
public interface StreamSplit {
  /** Opens a reader, owned by the calling thread. */
  StreamReader open(JobContext job) throws Exception;
}
