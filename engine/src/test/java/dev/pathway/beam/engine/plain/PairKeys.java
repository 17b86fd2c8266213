// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys of {@link Pair}s; they are their own identities, but null, which is {@link #NO_KEY}. */
public final class PairKeys implements KeyModel {
  /** The identity of the null key. */
  static final String NO_KEY = "\0null";

  @Override
  public Object identity(@Nullable Object value) {
    return identityOfKey(pair(value).key());
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    return key == null ? NO_KEY : key;
  }

  @Override
  public @Nullable Object key(Object identity) {
    return identity.equals(NO_KEY) ? null : identity;
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return pair(value).value();
  }

  private static Pair pair(@Nullable Object value) {
    return (Pair) Objects.requireNonNull(value, "a keyed row holds a pair");
  }

  @Override
  public Object pair(@Nullable Object key, @Nullable Object payload) {
    return new Pair(key, payload);
  }

  @Override
  public Codec<Object> identityCodec() {
    return PlainCodec.codec();
  }

  @Override
  public Codec<Object> payloadCodec() {
    return PlainCodec.codec();
  }
}
