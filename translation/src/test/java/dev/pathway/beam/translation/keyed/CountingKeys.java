// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.keyed;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import java.util.Objects;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/** The keys of KVs in memory; counts how often one was made of an identity, as for a new cell. */
final class CountingKeys implements KeyModel {
  private static final long serialVersionUID = 1L;

  private int created;

  int created() {
    return created;
  }

  @Override
  public Object identity(@Nullable Object value) {
    return identityOfKey(pair(value).getKey());
  }

  private static KV<?, ?> pair(@Nullable Object value) {
    return (KV<?, ?>) Objects.requireNonNull(value);
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    return Objects.requireNonNull(key);
  }

  @Override
  public @Nullable Object key(Object identity) {
    created++;
    return identity;
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return pair(value).getValue();
  }

  @Override
  public Object pair(@Nullable Object key, @Nullable Object payload) {
    return KV.of(key, payload);
  }

  @Override
  public Codec<Object> identityCodec() {
    throw new AssertionError("keys stay in memory");
  }

  @Override
  public Codec<Object> payloadCodec() {
    throw new AssertionError("payloads stay in memory");
  }
}
