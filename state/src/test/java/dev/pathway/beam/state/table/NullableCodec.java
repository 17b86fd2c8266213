package dev.pathway.beam.state.table;

import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A codec for null and what another codec encodes. */
final class NullableCodec<T> implements Codec<@Nullable T> {
  private final Codec<T> codec;

  NullableCodec(Codec<T> codec) {
    this.codec = codec;
  }

  @Override
  public void encode(@Nullable T value, OutputStream out) throws IOException {
    out.write(value == null ? 0 : 1);
    if (value != null) {
      codec.encode(value, out);
    }
  }

  @Override
  public @Nullable T decode(InputStream in) throws IOException {
    return in.read() == 0 ? null : codec.decode(in);
  }
}
