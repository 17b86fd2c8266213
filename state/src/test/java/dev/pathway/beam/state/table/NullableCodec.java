// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A codec for null and what another codec encodes. */
final class NullableCodec<T> implements Codec<T> {
  private final Codec<T> codec;

  NullableCodec(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  public void encode(T value, OutputStream out) throws IOException {
    out.write(value == null ? 0 : 1);
    if (value != null) {
      codec.encode(value, out);
    }
  }

  @Override
  @SuppressWarnings("NullAway") // What was encoded from null is null.
  public T decode(InputStream in) throws IOException {
    return in.read() == 0 ? null : codec.decode(in);
  }
}
