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

  /**
   * Returns the aggregation as a sum of whole numbers, from which an input can be taken away again;
   * null if it is none.
   */
  default @Nullable Total total() {
    return null;
  }

  /** An aggregation that adds up whole numbers, modulo 2^64. */
  interface Total extends Serializable {
    /** Returns what an input contributes. */
    long of(@Nullable Object input);

    /** Returns the result of a sum. */
    @Nullable Object result(long sum);

    /**
     * Returns what is wrong where a group has less than no inputs, for whoever runs the job; null
     * if that is for the engine to say.
     *
     * @param key the group's key, as user code sees it
     * @param count how many inputs it has
     */
    default @Nullable String tooFew(@Nullable Object key, long count) {
      return null;
    }
  }

  /** Returns whether the same result is extracted of an accumulator each time. */
  default Determinism determinism() {
    return Determinism.GIVEN;
  }

  /** Returns the codec of accumulators. */
  Codec<Object> accumulatorCodec();
}
