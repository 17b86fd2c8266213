// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plan;

import dev.pathway.beam.engine.spi.Weigher;
import dev.pathway.beam.state.codec.Codec;
import java.io.Serializable;

/**
 * What is known of a collection.
 *
 * @param id unique in the plan
 * @param name for people
 * @param elementCodec codec of the front end's elements with all they carry, the extras column too,
 *     used where rows leave the heap
 * @param weigher sizes of its values
 */
public record CollectionSpec(String id, String name, CodecSpec elementCodec, Weigher weigher)
    implements Serializable {
  /** A serialisable source of codecs: every thread makes its own. */
  public interface CodecSpec extends Serializable {
    /** Returns a new codec, owned by the calling thread. */
    Codec<Object> create();
  }
}
