// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.state.codec.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The identity of a key in a window.
 *
 * @param window the window
 * @param identity the identity of the key
 */
record WindowedKey(Object window, Object identity) {

  @Override
  public int hashCode() {
    return identity.hashCode() * 31 + window.hashCode();
  }

  /** Returns the codec of windowed keys, made of those of windows and identities. */
  static Codec<Object> codec(Codec<Object> windows, Codec<Object> identities) {
    return new Pair(windows, identities);
  }

  private record Pair(Codec<Object> windows, Codec<Object> identities) implements Codec<Object> {
    @Override
    public void encode(Object value, OutputStream out) throws IOException {
      WindowedKey key = (WindowedKey) value;
      windows.encode(key.window, out);
      identities.encode(key.identity, out);
    }

    @Override
    public Object decode(InputStream in) throws IOException {
      Object window = windows.decode(in);
      return new WindowedKey(window, identities.decode(in));
    }
  }
}
