// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.plain;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values that are their own keys. */
final class WholeValue implements KeyModel {
  @Override
  public Object identity(@Nullable Object value) {
    return value == null ? "null" : Results.text(value);
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    return identity(key);
  }

  @Override
  public @Nullable Object key(Object identity) {
    return identity;
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return value;
  }

  @Override
  public Object pair(@Nullable Object key, @Nullable Object payload) {
    return Objects.requireNonNull(payload);
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
