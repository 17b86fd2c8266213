// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.source;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.state.codec.Codec;
import dev.pathway.beam.translation.coder.CoderCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.ValueWithRecordId;
import org.jspecify.annotations.Nullable;

/** The ids of records as keys, by which records that may be the same come to the same worker. */
public final class RecordIds implements KeyModel {
  private static final long serialVersionUID = 1L;

  private final Coder<?> valueCoder;

  /** Creates the keys of records whose values have the given coder. */
  public RecordIds(Coder<?> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** Returns the identity of a record, which nobody may change. */
  static ByteBuffer of(ValueWithRecordId<?> value) {
    return ByteBuffer.wrap(value.getId());
  }

  @Override
  public Object identity(@Nullable Object value) {
    return of((ValueWithRecordId<?>) Objects.requireNonNull(value, "value"));
  }

  @Override
  public Object identityOfKey(@Nullable Object key) {
    return ByteBuffer.wrap((byte[]) Objects.requireNonNull(key, "key"));
  }

  @Override
  public Object key(Object identity) {
    return ((ByteBuffer) identity).array().clone();
  }

  @Override
  public @Nullable Object payload(@Nullable Object value) {
    return ((ValueWithRecordId<?>) Objects.requireNonNull(value, "value")).getValue();
  }

  @Override
  public Object pair(@Nullable Object key, @Nullable Object payload) {
    return new ValueWithRecordId<>(payload, (byte[]) Objects.requireNonNull(key, "key"));
  }

  @Override
  public Codec<Object> identityCodec() {
    Codec<Object> bytes = CoderCodec.of(ByteArrayCoder.of());
    return new Codec<>() {
      @Override
      public void encode(Object identity, OutputStream out) throws IOException {
        bytes.encode(((ByteBuffer) identity).array(), out);
      }

      @Override
      public Object decode(InputStream in) throws IOException {
        return ByteBuffer.wrap((byte[]) bytes.decode(in));
      }
    };
  }

  @Override
  public Codec<Object> payloadCodec() {
    return CoderCodec.of(valueCoder);
  }

  @Override
  public String toString() {
    return "record ids";
  }
}
