// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.translation.coder;

import dev.pathway.beam.state.codec.Codec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The encoded bytes of a key: what makes two keys the same in Beam. Immutable; nobody changes the
 * array.
 */
final class EncodedKey {
  private final byte[] bytes;
  private final int hash;

  EncodedKey(byte[] bytes) {
    this.bytes = bytes;
    hash = Arrays.hashCode(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedKey key && hash == key.hash && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "EncodedKey" + Arrays.toString(bytes);
  }

  /** Length and bytes. */
  static final class KeyCodec implements Codec<Object> {
    @Override
    public void encode(Object value, OutputStream out) throws IOException {
      byte[] bytes = ((EncodedKey) value).bytes;
      new DataOutputStream(out).writeInt(bytes.length);
      out.write(bytes);
    }

    @Override
    public Object decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      byte[] bytes = new byte[data.readInt()];
      data.readFully(bytes);
      return new EncodedKey(bytes);
    }
  }
}
