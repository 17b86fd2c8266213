// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.spi;

import dev.pathway.beam.state.codec.Codec;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How keyed operators read their rows. A <em>key identity</em> is an object whose {@code equals}
 * and {@code hashCode} agree with the front end's notion of equal keys, on every machine: the key
 * itself where its type is known to do so, else its encoded bytes.
 */
public interface KeyModel extends Serializable {
  /** Returns the identity of the key of a row's value. */
  Object identity(@Nullable Object value);

  /** Returns the identity of a key as user code holds it. */
  Object identityOfKey(@Nullable Object key);

  /** Returns the key of an identity, as user code sees it: a fresh copy or an immutable object. */
  @Nullable Object key(Object identity);

  /** Returns what a row's value holds beside its key. */
  @Nullable Object payload(@Nullable Object value);

  /**
   * Returns the value made of a key and something that belongs to it; the inverse of key and
   * payload.
   */
  Object pair(@Nullable Object key, @Nullable Object payload);

  /**
   * Returns the value made of a key and all its payloads, which are read lazily and may be larger
   * than the heap.
   */
  default Object group(@Nullable Object key, Iterable<?> payloads) {
    return pair(key, payloads);
  }

  /** Returns the codec of key identities. */
  Codec<Object> identityCodec();

  /** Returns the codec of payloads. */
  Codec<Object> payloadCodec();
}
