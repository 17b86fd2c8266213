// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.table.Accumulation;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** A combining aggregation: accumulators, their codec, and the extraction of the result. */
public interface CombineModel extends Serializable {
  /**
   * Returns a new accumulation, owned by the calling processor, which asks once.
   *
   * @param job the job it runs for
   * @param name the name of the step it runs in
   */
  Accumulation<@Nullable Object, Object> accumulation(JobContext job, String name);

  /**
   * Says that the outputs of a bundle were handed over: what user code has reported so far counts.
   */
  default void bundleCommitted() {}

  /** Returns the result of an accumulator, which is not used afterwards. */
  @Nullable Object extract(Object accumulator);

  /** Returns the codec of accumulators. */
  Codec<Object> accumulatorCodec();
}
