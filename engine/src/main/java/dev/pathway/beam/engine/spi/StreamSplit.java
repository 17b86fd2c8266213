// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A piece of an unbounded source, which a reader on any member reads. */
@FunctionalInterface
public interface StreamSplit extends Serializable {
  /**
   * Opens a reader, owned by the calling thread.
   *
   * @param mark where to begin, as a reader of this split told it; null for its start
   */
  StreamReader open(JobContext job, byte @Nullable [] mark) throws Exception;
}
