// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;

/** A piece of an unbounded source, which a reader on any member reads. */
@FunctionalInterface
public interface StreamSplit extends Serializable {
  /** Opens a reader, owned by the calling thread. */
  StreamReader open(JobContext job) throws Exception;
}
