// SPDX-License-Identifier: Apache-2.0
package dev.pathway.beam.state.codec;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The encoding of a value as its identity: two are equal if their bytes are. Immutable; nobody
 * changes the array.
 */
public final class EncodedIdentity {
  private final byte[] bytes;
  private final int hash;

  /** Creates the identity of what has the given encoding, which is not copied. */
  public EncodedIdentity(byte[] bytes) {
    this.bytes = bytes;
    hash = Arrays.hashCode(bytes);
  }

  /** Returns the encoding. */
  public byte[] bytes() {
    return bytes;
  }

  /** Returns the codec of identities, which are taken and given as objects: length and bytes. */
  public static Codec<Object> codec() {
    return IdentityCodec.INSTANCE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedIdentity identity
        && hash == identity.hash
        && Arrays.equals(bytes, identity.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "EncodedIdentity" + Arrays.toString(bytes);
  }

  private enum IdentityCodec implements Codec<Object> {
    INSTANCE;

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
      byte[] bytes = ((EncodedIdentity) value).bytes;
      new DataOutputStream(out).writeInt(bytes.length);
      out.write(bytes);
    }

    @Override
    public Object decode(InputStream in) throws IOException {
      DataInputStream data = new DataInputStream(in);
      byte[] bytes = new byte[data.readInt()];
      data.readFully(bytes);
      return new EncodedIdentity(bytes);
    }
  }
}
