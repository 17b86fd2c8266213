// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * The one key that all values have: groups are of everything there is. User code sees it as null.
 */
public final class OneKey implements KeyModel {
  private static final long serialVersionUID = 1L;

  private final Coder<?> valueCoder;

  /** Creates the key of values with the given coder. */
  public OneKey(Coder<?> valueCoder) {
    this.valueCoder = valueCoder;
  }

  @Override
  public Object identity(@Nullable Object value) {
    return true;
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    return true;
  }

  @Override
  public @Nullable Object key(Object identity) {
    return null;
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return value;
  }

  @Override
  public Object pair(@Nullable Object key, @Nullable Object payload) {
    return KV.of(key, payload);
  }

  @Override
  public Object group(@Nullable Object key, Iterable<?> payloads) {
    return KV.of(key, new GroupValues(payloads));
  }

  @Override
  public Codec<Object> identityCodec() {
    return CoderCodec.of(BooleanCoder.of());
  }

  @Override
  public Codec<Object> payloadCodec() {
    return CoderCodec.of(valueCoder);
  }

  @Override
  public String toString() {
    return "one key";
  }
}
