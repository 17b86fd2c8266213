// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.engine.operator;

import dev.pathway.beam.engine.spi.KeyModel;
import dev.pathway.beam.engine.spi.WindowModel;
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

  /**
   * Returns the codec of the keys of an operator's table: identities alone where there is one
   * window only.
   */
  static Codec<Object> codec(KeyModel keys, WindowModel windows) {
    return windows.single() ? keys.identityCodec() : pairCodec(keys, windows);
  }

  /** Returns the codec of windowed keys. */
  static Codec<Object> pairCodec(KeyModel keys, WindowModel windows) {
    return new Pair(windows.codec(), keys.identityCodec());
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
