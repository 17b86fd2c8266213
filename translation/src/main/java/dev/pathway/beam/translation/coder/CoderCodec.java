// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;

/** A Beam coder in its nested form, which delimits itself, as a codec. */
public final class CoderCodec implements Codec<Object> {
  private final Coder<Object> coder;

  private CoderCodec(Coder<Object> coder) {
    this.coder = coder;
  }

  /** Returns the codec of a coder's type. */
  @SuppressWarnings(
      "unchecked") // the engine hands back what came from where this coder was declared
  public static Codec<Object> of(Coder<?> coder) {
    return new CoderCodec((Coder<Object>) coder);
  }

  @Override
  public void encode(Object value, OutputStream out) throws IOException {
    coder.encode(value, out);
  }

  @Override
  public Object decode(InputStream in) throws IOException {
    return coder.decode(in);
  }
}
