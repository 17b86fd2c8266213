// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.state.codec.EncodedIdentity;
import java.util.Set;
import org.apache.beam.sdk.coders.BigEndianIntegerCoder;
import org.apache.beam.sdk.coders.BigEndianLongCoder;
import org.apache.beam.sdk.coders.BigEndianShortCoder;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.ByteCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.jspecify.annotations.Nullable;

/**
 * Keys of KVs. Two keys are the same if their encodings are; for a closed list of coders whose
 * values are known to be equal exactly then, with the same hash on every machine, the values
 * themselves serve as identity.
 */
public final class KvKeys implements KeyModel {
  private static final Set<Class<?>> EQUAL_AS_OBJECTS =
      Set.of(
          StringUtf8Coder.class,
          VarIntCoder.class,
          VarLongCoder.class,
          BigEndianIntegerCoder.class,
          BigEndianLongCoder.class,
          BigEndianShortCoder.class,
          BooleanCoder.class,
          ByteCoder.class);

  private final Coder<@Nullable Object> keyCoder;
  private final Coder<?> payloadCoder;
  private final boolean objects;

  @SuppressWarnings("unchecked") // keys come from where the coder was declared
  private KvKeys(Coder<?> keyCoder, Coder<?> payloadCoder) {
    this.keyCoder = (Coder<@Nullable Object>) keyCoder;
    this.payloadCoder = payloadCoder;
    objects = EQUAL_AS_OBJECTS.contains(keyCoder.getClass());
  }

  /**
   * Returns the keys of KVs with the given coders; {@code payloadCoder} is of what is grouped under
   * them.
   */
  public static KvKeys of(Coder<?> keyCoder, Coder<?> payloadCoder) {
    return new KvKeys(keyCoder, payloadCoder);
  }

  /** Returns the keys of KVs with the given coder. */
  public static KvKeys of(KvCoder<?, ?> coder) {
    return new KvKeys(coder.getKeyCoder(), coder.getValueCoder());
  }

  @Override
  public Object identity(@Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("a null element has no key");
    }
    return identityOfKey(((KV<?, ?>) value).getKey());
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    if (objects) {
      if (key == null) {
        throw new IllegalArgumentException("the key is null, which " + keyCoder + " cannot encode");
      }
      return key;
    }
    try {
      return new EncodedIdentity(CoderUtils.encodeToByteArray(keyCoder, key));
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          "the key cannot be encoded with " + keyCoder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Object key(Object identity) {
    if (objects) {
      return identity;
    }
    try {
      return CoderUtils.decodeFromByteArray(keyCoder, ((EncodedIdentity) identity).bytes());
    } catch (CoderException e) {
      throw new IllegalArgumentException(
          "a key cannot be decoded with " + keyCoder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return value == null ? null : ((KV<?, ?>) value).getValue();
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
    return objects ? CoderCodec.of(keyCoder) : EncodedIdentity.codec();
  }

  @Override
  public Codec<Object> payloadCodec() {
    return CoderCodec.of(payloadCoder);
  }

  @Override
  public String toString() {
    return objects ? "keys as objects" : "keys as bytes";
  }
}
